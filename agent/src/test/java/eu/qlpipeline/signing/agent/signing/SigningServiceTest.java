package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import eu.qlpipeline.signing.contract.audit.Result;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SigningServiceTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Caller KNOWN = new Caller(
            "provider-a",
            TestingKeys.fingerprint(1),
            Set.of(PurposeKind.RAW_CHALLENGE, PurposeKind.BOUND_CHALLENGE),
            List.of(new Audience("a.example"), new Audience("b.example")),
            true);
    private static final Tls13CertificateVerify LOGIN = Tls13CertificateVerify.of(new byte[32]);

    private static final Duration SHORT = Duration.ofMillis(20);

    private final TestingSigner signer = new TestingSigner();
    private final TestingJournal journal = new TestingJournal();
    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private final SigningService service = new SigningService(
            new SigningSettings(1, 2, 16),
            new SigningService.Token(signer, watch),
            journal,
            new GrantedChallenge.Freshness(Clock.systemUTC(), RANDOM),
            Runnable::run);

    @AfterEach
    void stop() {
        signer.permit(1000);
        service.close();
        watch.close();
    }

    private static ChallengeRequest raw() {
        return new ChallengeRequest.Raw(RawChallenge.random(RANDOM));
    }

    private static ChallengeRequest bound(Optional<Audience> audience) {
        return new ChallengeRequest.Bound(Nonce.random(RANDOM), audience, ChannelBinding.none());
    }

    private RecordingListener submit(Duration timeLeft) {
        RecordingListener listener = new RecordingListener();
        service.submit(KNOWN, raw(), System.nanoTime() + timeLeft.toNanos(), listener);
        return listener;
    }

    private RecordingListener submitBlocking() {
        RecordingListener first = submit(Duration.ofMinutes(1));
        await().until(() -> signer.asked().size() == 1);
        return first;
    }

    @Test
    void answersWithWhatTheSignerMade() {
        signer.permit(1);
        assertThat(submit(Duration.ofMinutes(1)).outcome()).isInstanceOf(SignatureAnswer.class);
    }

    @Test
    void refusesACallerWithoutThePermissionBeforeAnythingElse() {
        Caller stranger = new Caller("provider-b", TestingKeys.fingerprint(2), Set.of(), List.of(), true);

        assertRefused(ReasonCode.PURPOSE_NOT_PERMITTED, stranger, raw());
        assertRefused(ReasonCode.PURPOSE_NOT_PERMITTED, stranger, bound(Optional.of(new Audience("c.example"))));
        assertRefused(ReasonCode.PURPOSE_NOT_PERMITTED, stranger, new ChallengeRequest.Tls(LOGIN));
        assertThat(signer.asked()).isEmpty();
    }

    @Test
    void recordsWhatThePolicyDenies() {
        Caller stranger = new Caller("provider-b", TestingKeys.fingerprint(2), Set.of(), List.of(), true);
        ChallengeRequest.Bound elsewhere = (ChallengeRequest.Bound) bound(Optional.of(new Audience("c.example")));
        assertRefused(ReasonCode.PURPOSE_NOT_PERMITTED, stranger, raw());
        assertRefused(ReasonCode.AUDIENCE_NOT_PERMITTED, KNOWN, elsewhere);

        assertThat(journal.results())
                .containsExactly(
                        new Result.Refused("PURPOSE_NOT_PERMITTED"), new Result.Refused("AUDIENCE_NOT_PERMITTED"));
        assertThat(journal.requests())
                .last()
                .isEqualTo(new RequestFacts(
                        "provider-a",
                        PurposeKind.BOUND_CHALLENGE,
                        elsewhere.audience(),
                        Digest.of(elsewhere.verifierNonce().bytes())));
    }

    @Test
    void recordsADeniedLoginByWhatWouldHaveBeenSigned() {
        assertRefused(ReasonCode.PURPOSE_NOT_PERMITTED, KNOWN, new ChallengeRequest.Tls(LOGIN));

        assertThat(journal.requests())
                .containsExactly(new RequestFacts(
                        "provider-a",
                        PurposeKind.TLS13_CERTIFICATE_VERIFY,
                        Optional.empty(),
                        Digest.of(LOGIN.message())));
    }

    @Test
    void takesNothingInWhileNothingCanBeRecorded() {
        journal.block();
        assertRefused(ReasonCode.AUDIT_BLOCKED, KNOWN, raw());
        assertThat(signer.asked()).isEmpty();
    }

    @Test
    void refusesAnAudienceThatIsNotTheCallersOwn() {
        assertRefused(ReasonCode.AUDIENCE_NOT_PERMITTED, KNOWN, bound(Optional.of(new Audience("c.example"))));
        assertRefused(ReasonCode.AUDIENCE_INVALID, KNOWN, bound(Optional.empty()));
        assertThat(signer.asked()).isEmpty();
    }

    @Test
    void putsTheCallersOwnAudienceIntoTheMessage() {
        signer.permit(1);
        RecordingListener listener = new RecordingListener();
        service.submit(
                KNOWN,
                bound(Optional.of(new Audience("b.example"))),
                System.nanoTime() + Duration.ofMinutes(1).toNanos(),
                listener);

        assertThat(listener.outcome())
                .isInstanceOfSatisfying(
                        SignatureAnswer.class,
                        answer -> assertThat(answer.purpose())
                                .isInstanceOfSatisfying(
                                        BoundChallenge.class,
                                        challenge -> assertThat(
                                                        challenge.audience().value())
                                                .isEqualTo("b.example")));
    }

    @Test
    void refusesWhatDoesNotFitTheQueue() {
        submitBlocking();
        submit(Duration.ofMinutes(1));
        submit(Duration.ofMinutes(1));

        assertRefused(ReasonCode.OVERLOADED, KNOWN, raw());
    }

    @Test
    void neverAsksTheTokenForAnExpiredRequest() {
        submitBlocking();
        RecordingListener late = submit(Duration.ZERO);
        signer.permit(2);

        assertThat(late.outcome())
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED));
        assertThat(signer.asked()).hasSize(1);
    }

    @Test
    void refusesAtOnceADeadlineThatCannotBeMetForWhatComesFirst() {
        signOnceSlowly();
        submit(Duration.ofMinutes(1));
        await().until(() -> signer.asked().size() == 2);
        submit(Duration.ofMinutes(1));
        assertRefused(ReasonCode.OVERLOADED, "deadline: cannot be met");
        assertThat(signer.asked()).hasSize(2);
    }

    @Test
    void aDeadlineThatIsShorterThanOneSignatureIsNoMatterOfLoad() {
        signOnceSlowly();
        assertRefused(ReasonCode.DEADLINE_EXCEEDED, "deadline: shorter than one signature takes, ");
        assertThat(signer.asked()).hasSize(1);
    }

    /** The token has then been seen to take longer than a request with {@link #SHORT} will wait. */
    private void signOnceSlowly() {
        RecordingListener first = submitBlocking();
        await().pollDelay(SHORT.plusMillis(10)).until(() -> true);
        signer.permit(1);
        assertThat(first.outcome()).isInstanceOf(SignatureAnswer.class);
    }

    private void assertRefused(ReasonCode reason, String message) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> submit(SHORT))
                .withMessageStartingWith(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    void neverAsksTheTokenForACallerThatHasGone() {
        submitBlocking();
        RecordingListener gone = submit(Duration.ofMinutes(1));
        gone.cancel();
        RecordingListener next = submit(Duration.ofMinutes(1));
        signer.permit(3);

        assertThat(next.outcome()).isInstanceOf(SignatureAnswer.class);
        assertThat(gone.hasHeard()).isFalse();
        assertThat(signer.asked()).hasSize(2);
    }

    @Test
    void passesTheReasonOfAFailureOnAndGoesOn() {
        signer.failWith(TestingSigner::lost);
        signer.permit(1);
        assertThat(submit(Duration.ofMinutes(1)).outcome())
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.TOKEN_SESSION_LOST));
    }

    @Test
    void aDefectEndsNeitherTheThreadNorTheWait() {
        signer.failWith(() -> new IllegalStateException("defect"));
        signer.permit(2);
        for (int i = 0; i < 2; i++) {
            assertThat(submit(Duration.ofMinutes(1)).outcome())
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.INTERNAL));
        }
    }

    @Test
    void whoWasAnsweredHearsNothingOfALaterDefect() {
        journal.failAfterOutcomes();
        signer.permit(2);
        RecordingListener answered = submit(Duration.ofMinutes(1));
        assertThat(answered.outcome()).isInstanceOf(SignatureAnswer.class);
        RecordingListener next = submit(Duration.ofMinutes(1));
        assertThat(next.outcome()).isInstanceOf(SignatureAnswer.class);
        service.close();
        assertThat(answered.heard()).isEqualTo(1);
        assertThat(next.heard()).isEqualTo(1);
    }

    @Test
    void allHearOfADefectOfTheJournalOnce() {
        journal.failAtIntents();
        RecordingListener listener = submit(Duration.ofMinutes(1));
        assertThat(listener.outcome())
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.INTERNAL));
        service.close();
        assertThat(listener.heard()).isEqualTo(1);
        assertThat(signer.asked()).isEmpty();
    }

    @Test
    void answersWhatWaitsWhenItStopsAndRefusesWhatComes() {
        RecordingListener first = submitBlocking();
        RecordingListener second = submit(Duration.ofMinutes(1));
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);
        await().untilAsserted(() -> assertRefused(ReasonCode.SHUTTING_DOWN, KNOWN, raw()));

        signer.permit(2);
        stopped.join();
        assertThat(first.outcome()).isInstanceOf(SignatureAnswer.class);
        assertThat(second.outcome()).isInstanceOf(SignatureAnswer.class);
    }

    @Test
    void refusesWhatStillWaitsWhenItStopsAndTheTokenHangs() {
        RecordingListener hanging = submitBlocking();
        List<RecordingListener> rest = List.of(submit(Duration.ofMinutes(1)), submit(Duration.ofMinutes(1)));
        service.close();

        assertThat(rest)
                .allSatisfy(listener -> assertThat(listener.outcome())
                        .isInstanceOfSatisfying(
                                AgentException.class,
                                refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.SHUTTING_DOWN)));
        assertThat(hanging.hasHeard()).isFalse();
        assertThat(signer.asked()).hasSize(1);
    }

    private void assertRefused(ReasonCode reason, Caller caller, ChallengeRequest challenge) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> service.submit(caller, challenge, deadline, new RecordingListener()))
                .extracting(AgentException::reason)
                .isEqualTo(reason);
    }
}
