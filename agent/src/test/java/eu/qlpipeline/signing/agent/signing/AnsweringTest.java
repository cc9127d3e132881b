package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.Unrecorded;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnsweringTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Audience AUDIENCE = new Audience("a.example");
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final Caller CALLER = new Caller(
            "provider-a", TestingKeys.fingerprint(1), Set.of(PurposeKind.BOUND_CHALLENGE), List.of(AUDIENCE), true);

    private final SoftwareSigner signer = new SoftwareSigner();
    private final Answering answering = answering(signer, Clock.fixed(NOW, ZoneOffset.UTC));
    private final Map<Waiting, RecordingListener> listeners = new HashMap<>();
    private final AtomicInteger signed = new AtomicInteger();

    private static Answering answering(PurposeSigner signer, Clock clock) {
        return new Answering(
                signer,
                new SigningPace(1, System::nanoTime),
                new Unrecorded(),
                new GrantedChallenge.Freshness(clock, RANDOM));
    }

    private Waiting bound(Duration timeLeft) {
        GrantedChallenge challenge = new GrantedChallenge.Bound(Nonce.random(RANDOM), AUDIENCE, ChannelBinding.none());
        var listener = new RecordingListener();
        var waiting = new Waiting(
                new SignatureRequest(CALLER, challenge, System.nanoTime() + timeLeft.toNanos()),
                listener,
                System.nanoTime());
        listeners.put(waiting, listener);
        return waiting;
    }

    private RecordingListener listener(Waiting waiting) {
        return Objects.requireNonNull(listeners.get(waiting));
    }

    private List<Waiting> bound(int count) {
        List<Waiting> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(bound(Duration.ofMinutes(1)));
        }
        return all;
    }

    private SignatureAnswer answer(Waiting waiting) {
        Object outcome = listener(waiting).outcome();
        assertThat(outcome).isInstanceOf(SignatureAnswer.class);
        return (SignatureAnswer) outcome;
    }

    @Test
    void oneRequestAloneIsSignedDirectly() {
        Waiting alone = bound(Duration.ofMinutes(1));
        answering.answer(List.of(alone), signed::incrementAndGet);

        SignatureAnswer answer = answer(alone);
        assertThat(answer.proof())
                .isInstanceOfSatisfying(
                        AnswerProof.Direct.class,
                        direct -> assertThat(SoftwareSigner.verifies(answer.purpose(), direct.signature()))
                                .isTrue());
        assertThat(signed).hasPositiveValue();
    }

    @Test
    void oneSignatureAnswersABatchAndEveryProofLeadsToIt() {
        List<Waiting> all = bound(21);
        answering.answer(all, signed::incrementAndGet);

        assertThat(signer.count()).isEqualTo(1);
        assertThat(all).allSatisfy(waiting -> {
            SignatureAnswer answer = answer(waiting);
            BoundChallenge challenge = (BoundChallenge) answer.purpose();
            GrantedChallenge.Bound granted =
                    (GrantedChallenge.Bound) waiting.request().challenge();
            assertThat(challenge.verifierNonce()).isEqualTo(granted.verifierNonce());
            assertThat(challenge.terms().validity().issuedAtMillis()).isEqualTo(NOW.toEpochMilli());
            var proof = ((AnswerProof.Batched) answer.proof()).proof();
            assertThat(SoftwareSigner.verifies(proof.rootOf(challenge), proof.signature()))
                    .isTrue();
        });
    }

    @Test
    void agentNoncesAreFreshForEachChallenge() {
        List<Waiting> all = bound(50);
        answering.answer(all, signed::incrementAndGet);
        assertThat(all.stream()
                        .map(waiting -> ((BoundChallenge) answer(waiting).purpose())
                                .terms()
                                .agentNonce())
                        .distinct())
                .hasSize(50);
    }

    @Test
    void expiredAndCancelledRequestsAreDroppedBeforeTheTreeIsBuilt() {
        Waiting late = bound(Duration.ZERO);
        Waiting gone = bound(Duration.ofMinutes(1));
        listener(gone).cancel();
        Waiting alone = bound(Duration.ofMinutes(1));
        answering.answer(List.of(late, gone, alone), signed::incrementAndGet);

        assertThat(answer(alone).proof()).isInstanceOf(AnswerProof.Direct.class);
        assertThat(listener(gone).hasHeard()).isFalse();
        assertThat(listener(late).outcome())
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED));
    }

    @Test
    void whereTheRootIsNotSignedAllHearTheReason() {
        TestingSigner failing = new TestingSigner();
        failing.failWith(TestingSigner::lost);
        failing.permit(1);
        List<Waiting> all = bound(3);
        answering(failing, Clock.systemUTC()).answer(all, signed::incrementAndGet);

        assertThat(all)
                .allSatisfy(waiting -> assertThat(listener(waiting).outcome())
                        .isInstanceOfSatisfying(
                                AgentException.class,
                                refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.TOKEN_SESSION_LOST)));
        assertThat(signed).hasPositiveValue();
    }
}
