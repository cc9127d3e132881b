package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SigningPurpose;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Result;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AnsweringJournalTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final TestingJournal journal = new TestingJournal();
    private final Map<Waiting, RecordingListener> listeners = new HashMap<>();
    private final SoftwareSigner signer = new SoftwareSigner();

    private void answer(PurposeSigner with, Waiting... taken) {
        new Answering(
                        with,
                        new SigningPace(1, System::nanoTime),
                        journal,
                        new GrantedChallenge.Freshness(Clock.systemUTC(), RANDOM))
                .answer(List.of(taken), () -> {});
    }

    /** The signer, with something that happens while the token is asked. */
    private PurposeSigner signingAfter(Runnable first) {
        return new PurposeSigner() {
            @Override
            public SigningKey key() {
                return signer.key();
            }

            @Override
            public Made sign(SigningKey key, SigningPurpose purpose) {
                first.run();
                return signer.sign(key, purpose);
            }
        };
    }

    private Waiting waiting(GrantedChallenge challenge, Duration timeLeft) {
        return waiting(challenge, timeLeft, Duration.ZERO);
    }

    private Waiting waiting(GrantedChallenge challenge, Duration timeLeft, Duration waited) {
        var listener = new RecordingListener();
        long now = System.nanoTime();
        var request = new SignatureRequest(TestingCaller.CALLER, challenge, now + timeLeft.toNanos());
        var waiting = new Waiting(request, listener, now - waited.toNanos());
        listeners.put(waiting, listener);
        return waiting;
    }

    private Waiting raw() {
        return waiting(new GrantedChallenge.Complete(RawChallenge.random(RANDOM)), Duration.ofMinutes(1));
    }

    private Waiting bound(Duration timeLeft) {
        return waiting(
                new GrantedChallenge.Bound(Nonce.random(RANDOM), TestingCaller.AUDIENCE, ChannelBinding.none()),
                timeLeft);
    }

    private Waiting waitingSince(Duration ago) {
        var challenge = new GrantedChallenge.Bound(Nonce.random(RANDOM), TestingCaller.AUDIENCE, ChannelBinding.none());
        return waiting(challenge, Duration.ofMinutes(1), ago);
    }

    private RecordingListener listener(Waiting waiting) {
        return Objects.requireNonNull(listeners.get(waiting));
    }

    private void assertFailed(Waiting waiting, ReasonCode reason) {
        assertThat(listener(waiting).outcome())
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    void theIntentIsRecordedBeforeTheTokenIsAsked() {
        answer(
                signingAfter(() -> {
                    assertThat(journal.requests()).hasSize(1);
                    assertThat(journal.results()).isEmpty();
                }),
                raw());
        assertThat(journal.results()).hasSize(1).allMatch(Result.Signed.class::isInstance);
    }

    @Test
    void noAnswerLeavesBeforeItsOutcomeIsDurable() {
        journal.hold();
        Waiting one = raw();
        answer(signer, one);
        assertThat(signer.count()).isEqualTo(1);
        assertThat(listener(one).hasHeard()).isFalse();

        journal.release();
        assertThat(listener(one).outcome()).isInstanceOf(SignatureAnswer.class);
    }

    @Test
    void anAnswerWaitsForOthersWhereItWaitedLongForTheToken() {
        journal.hold();
        answer(signer, raw());
        answer(signer, waitingSince(Duration.ofSeconds(20)));
        answer(signer, waitingSince(Duration.ofSeconds(20)), bound(Duration.ofMinutes(1)));
        assertThat(journal.patience()).containsExactly(0L, Duration.ofMillis(10).toNanos(), 0L);
    }

    @Test
    void noAnswerLeavesWhoseOutcomeIsLost() {
        journal.hold();
        Waiting first = bound(Duration.ofMinutes(1));
        Waiting second = bound(Duration.ofMinutes(1));
        answer(signer, first, second);
        journal.lose();
        assertFailed(first, ReasonCode.AUDIT_BLOCKED);
        assertFailed(second, ReasonCode.AUDIT_BLOCKED);
    }

    @Test
    void theTokenIsNotAskedWhereTheIntentCannotBeRecorded() {
        journal.block();
        Waiting one = raw();
        answer(signer, one);
        assertFailed(one, ReasonCode.AUDIT_BLOCKED);
        assertThat(signer.count()).isZero();
    }

    @Test
    void recordsWhichKeyAndLoginSignedAndTheSignature() {
        Waiting one = raw();
        answer(signer, one);
        SignatureAnswer answer = (SignatureAnswer) listener(one).outcome();
        PssSignature signature = ((AnswerProof.Direct) answer.proof()).signature();

        assertThat(journal.results())
                .containsExactly(new Result.Signed(answer.certificate(), 7, Digest.of(signature.bytes())));
        assertThat(journal.requests())
                .singleElement()
                .satisfies(facts -> assertThat(facts.challenge())
                        .isEqualTo(Digest.of(answer.purpose().message())));
    }

    @Test
    void theRequestsOfABatchShareTheSignature() {
        answer(signer, bound(Duration.ofMinutes(1)), bound(Duration.ofMinutes(1)), bound(Duration.ofMinutes(1)));
        assertThat(signer.count()).isEqualTo(1);
        assertThat(journal.results()).hasSize(3).allMatch(journal.results().get(0)::equals);
        assertThat(journal.requests()).doesNotHaveDuplicates();
    }

    @Test
    void whatTheTokenDoesNotSignIsRecordedWithItsReason() {
        TestingSigner failing = new TestingSigner();
        failing.failWith(TestingSigner::lost);
        failing.permit(1);
        answer(failing, bound(Duration.ofMinutes(1)), bound(Duration.ofMinutes(1)));

        assertThat(journal.results())
                .containsExactly(new Result.Refused("TOKEN_SESSION_LOST"), new Result.Refused("TOKEN_SESSION_LOST"));
    }

    @Test
    void whoseCallersHaveGoneLeavesNothingInTheLog() {
        for (int i = 0; i < 1_000; i++) {
            Waiting gone = raw();
            listener(gone).cancel();
            answer(signer, gone);
        }
        assertThat(journal.requests()).isEmpty();
        assertThat(journal.results()).isEmpty();
        assertThat(signer.count()).isZero();
        assertThat(listeners.values()).noneMatch(RecordingListener::hasHeard);
    }

    @Test
    void whoseDeadlineHasPassedIsToldSoAndLeavesNothingInTheLog() {
        Waiting late = waiting(new GrantedChallenge.Complete(RawChallenge.random(RANDOM)), Duration.ZERO);
        answer(signer, late);

        assertFailed(late, ReasonCode.DEADLINE_EXCEEDED);
        assertThat(journal.requests()).isEmpty();
        assertThat(journal.results()).isEmpty();
    }

    @Test
    void ofABatchOnlyWhatIsSignedIsRecorded() {
        Waiting first = bound(Duration.ofMinutes(1));
        Waiting gone = bound(Duration.ofMinutes(1));
        listener(gone).cancel();
        Waiting late = bound(Duration.ZERO);
        Waiting last = bound(Duration.ofMinutes(1));
        answer(signer, first, gone, late, last);

        assertThat(journal.requests())
                .containsExactly(first.request().facts(), last.request().facts());
        assertThat(journal.results()).hasSize(2).allMatch(Result.Signed.class::isInstance);
        assertThat(listener(last).outcome()).isInstanceOf(SignatureAnswer.class);
        assertThat(listener(gone).hasHeard()).isFalse();
        assertFailed(late, ReasonCode.DEADLINE_EXCEEDED);
    }

    @Test
    void whoGoesWhileTheTokenSignsIsRecordedAsSigned() {
        Waiting one = raw();
        answer(signingAfter(() -> listener(one).cancel()), one);
        assertThat(journal.results()).hasSize(1).allMatch(Result.Signed.class::isInstance);
    }

    @Test
    void aDefectIsRecordedToo() {
        TestingSigner failing = new TestingSigner();
        failing.failWith(() -> new IllegalStateException("defect"));
        failing.permit(1);
        Waiting one = raw();
        answer(failing, one);
        assertThat(journal.results()).containsExactly(new Result.Refused("INTERNAL"));
        assertFailed(one, ReasonCode.INTERNAL);
    }

    @Test
    void aFailureOfTheMachineIsRecordedToo() {
        Waiting one = raw();
        answer(
                signingAfter(() -> {
                    throw new InternalError("unable to create native thread");
                }),
                one);
        assertThat(journal.results()).containsExactly(new Result.Refused("INTERNAL"));
        assertFailed(one, ReasonCode.INTERNAL);
    }

    @Test
    void whatReturnsAfterItWasGivenUpIsRecordedAsRefusedAndEndsItsThread() {
        Waiting one = raw();
        try (var watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), 2))) {
            PurposeSigner hanging = signingAfter(() -> watch.call(() -> {
                await().until(() -> watch.lost() == 1);
                return "late";
            }));
            assertThatExceptionOfType(CallLostException.class).isThrownBy(() -> answer(hanging, one));
        }
        assertThat(journal.results()).containsExactly(new Result.Refused("TOKEN_HUNG"));
        assertFailed(one, ReasonCode.TOKEN_HUNG);
    }

    @Test
    void aListenersDefectKeepsNobodyElseFromHearing() {
        Waiting first = bound(Duration.ofMinutes(1));
        Waiting defective = bound(Duration.ofMinutes(1));
        listener(defective).breakDown();
        Waiting last = bound(Duration.ofMinutes(1));
        answer(signer, first, defective, last);
        assertThat(List.of(first, defective, last))
                .allSatisfy(waiting -> assertThat(listener(waiting).heard()).isEqualTo(1));
        assertThat(listener(last).outcome()).isInstanceOf(SignatureAnswer.class);
    }

    @Test
    void aListenersDefectKeepsNobodyElseFromHearingOfALoss() {
        journal.block();
        Waiting defective = bound(Duration.ofMinutes(1));
        listener(defective).breakDown();
        Waiting last = bound(Duration.ofMinutes(1));
        answer(signer, defective, last);
        assertFailed(last, ReasonCode.AUDIT_BLOCKED);
        assertThat(listener(defective).heard()).isEqualTo(1);
    }
}
