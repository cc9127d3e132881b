package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Authorizer;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SigningServiceTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Caller KNOWN =
            new Caller("provider-a", TestingKeys.fingerprint(1), Set.of(PurposeKind.RAW_CHALLENGE));

    private final TestingSigner signer = new TestingSigner();
    private final SigningService service = new SigningService(new SigningSettings(1, 2), new Authorizer(), signer);

    @AfterEach
    void stop() {
        signer.permit(1000);
        service.close();
    }

    private static SignatureRequest request(Duration timeLeft) {
        return new SignatureRequest(KNOWN, RawChallenge.random(RANDOM), System.nanoTime() + timeLeft.toNanos());
    }

    private RecordingListener submit(SignatureRequest request) {
        RecordingListener listener = new RecordingListener();
        service.submit(request, listener);
        return listener;
    }

    private RecordingListener submitBlocking() {
        RecordingListener first = submit(request(Duration.ofMinutes(1)));
        await().until(() -> signer.asked().size() == 1);
        return first;
    }

    @Test
    void answersWithWhatTheSignerMade() {
        signer.permit(1);
        assertThat(submit(request(Duration.ofMinutes(1))).outcome()).isSameAs(TestingSigner.ANSWER);
    }

    @Test
    void refusesACallerWithoutThePermissionBeforeAnythingElse() {
        Caller stranger = new Caller("provider-b", TestingKeys.fingerprint(2), Set.of());
        SignatureRequest request = new SignatureRequest(
                stranger,
                RawChallenge.random(RANDOM),
                System.nanoTime() + Duration.ofMinutes(1).toNanos());

        assertRefused(ReasonCode.PURPOSE_NOT_PERMITTED, request);
        assertThat(signer.asked()).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFitTheQueue() {
        submitBlocking();
        submit(request(Duration.ofMinutes(1)));
        submit(request(Duration.ofMinutes(1)));

        assertRefused(ReasonCode.OVERLOADED, request(Duration.ofMinutes(1)));
    }

    @Test
    void neverAsksTheTokenForAnExpiredRequest() {
        submitBlocking();
        RecordingListener late = submit(request(Duration.ZERO));
        signer.permit(2);

        assertThat(late.outcome())
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED));
        assertThat(signer.asked()).hasSize(1);
    }

    @Test
    void neverAsksTheTokenForACallerThatHasGone() {
        submitBlocking();
        RecordingListener gone = submit(request(Duration.ofMinutes(1)));
        gone.cancel();
        RecordingListener next = submit(request(Duration.ofMinutes(1)));
        signer.permit(3);

        assertThat(next.outcome()).isSameAs(TestingSigner.ANSWER);
        assertThat(gone.hasHeard()).isFalse();
        assertThat(signer.asked()).hasSize(2);
    }

    @Test
    void passesTheReasonOfAFailureOnAndGoesOn() {
        signer.failWith(TestingSigner::lost);
        signer.permit(1);
        assertThat(submit(request(Duration.ofMinutes(1))).outcome())
                .isInstanceOfSatisfying(
                        AgentException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.TOKEN_SESSION_LOST));
    }

    @Test
    void aDefectEndsNeitherTheThreadNorTheWait() {
        signer.failWith(() -> new IllegalStateException("defect"));
        signer.permit(2);
        for (int i = 0; i < 2; i++) {
            assertThat(submit(request(Duration.ofMinutes(1))).outcome())
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.INTERNAL));
        }
    }

    @Test
    void answersWhatWaitsWhenItStopsAndRefusesTheRest() {
        RecordingListener first = submitBlocking();
        RecordingListener second = submit(request(Duration.ofMinutes(1)));
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);
        await().untilAsserted(() -> assertRefused(ReasonCode.SHUTTING_DOWN, request(Duration.ofMinutes(1))));

        signer.permit(2);
        stopped.join();
        assertThat(first.outcome()).isSameAs(TestingSigner.ANSWER);
        assertThat(second.outcome()).isSameAs(TestingSigner.ANSWER);
    }

    private void assertRefused(ReasonCode reason, SignatureRequest request) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> service.submit(request, new RecordingListener()))
                .extracting(AgentException::reason)
                .isEqualTo(reason);
    }
}
