package eu.qlpipeline.signing.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import eu.qlpipeline.signing.agent.audit.Unrecorded;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerIdentity;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.agent.signing.GrantedChallenge;
import eu.qlpipeline.signing.agent.signing.PurposeSigner;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.SigningKey;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SigningPurpose;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of request has a gate of its own; however a request ends, its place inside is free again. */
class AdmissionTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Audience AUDIENCE = new Audience("a.example");

    private volatile @Nullable Runnable failure;
    private final Permitted signer = new Permitted();
    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private final SigningService signing = new SigningService(
            new SigningSettings(1, 99, 16),
            new SigningService.Token(signer, watch),
            new Unrecorded(),
            new GrantedChallenge.Freshness(Clock.systemUTC(), RANDOM),
            this::afterwards);

    /** Its clock stands still: no bucket fills. */
    private final Admission admission = new Admission(signing, () -> 0);

    @AfterEach
    void stop() {
        signer.permits.release(1_000);
        signing.close();
        watch.close();
    }

    /** What a submission leads to, or what it fails by when it is in the queue already. */
    private void afterwards(Runnable next) {
        Runnable failing = failure;
        if (failing != null) {
            failing.run();
        }
        next.run();
    }

    /** One that may have two challenges in work. */
    private static Caller caller(PurposeKind... purposes) {
        return caller(new CallerLimits(Optional.empty(), Optional.of(2)), CallerLimits.NONE, purposes);
    }

    private static Caller caller(CallerLimits challenges, CallerLimits tls, PurposeKind... purposes) {
        return new Caller(
                "provider-a",
                new CallerIdentity.PinnedKey(TestingKeys.fingerprint(1)),
                Set.of(purposes),
                List.of(AUDIENCE),
                true,
                challenges,
                tls,
                Optional.empty());
    }

    private static ChallengeRequest raw() {
        return new ChallengeRequest.Raw(RawChallenge.random(RANDOM));
    }

    private static ChallengeRequest bound() {
        return new ChallengeRequest.Bound(Nonce.random(RANDOM), Optional.of(AUDIENCE), ChannelBinding.none());
    }

    private static ChallengeRequest tls() {
        return new ChallengeRequest.Tls(Tls13CertificateVerify.of(new byte[32]));
    }

    private Listening submit(Caller caller, ChallengeRequest challenge) {
        var listening = new Listening();
        admission.submit(
                caller, challenge, System.nanoTime() + Duration.ofMinutes(10).toNanos(), listening);
        return listening;
    }

    private void assertRefused(ReasonCode reason, Caller caller) {
        assertRefused(reason, caller, raw());
    }

    private void assertRefused(ReasonCode reason, Caller caller, ChallengeRequest challenge) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> submit(caller, challenge))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    void whatIsRefusedBehindTheGateTakesNoPlace() {
        Caller caller = caller(PurposeKind.BOUND_CHALLENGE);
        for (int i = 0; i < 3; i++) {
            assertRefused(ReasonCode.PURPOSE_NOT_PERMITTED, caller);
        }
    }

    static List<Runnable> failures() {
        return List.of(
                () -> {
                    throw new IllegalStateException("defect");
                },
                () -> {
                    throw new OutOfMemoryError("Java heap space");
                });
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatFailsBehindTheGateLeavesItsPlaceOnceThoughItIsAnsweredYet(Runnable failing) {
        Caller caller = caller(PurposeKind.RAW_CHALLENGE);
        Listening first = submit(caller, raw());
        await().until(() -> signer.asked.size() == 1);
        failure = failing;
        assertThatThrownBy(() -> submit(caller, raw())).hasNoCause();
        failure = null;

        Listening next = submit(caller, raw());
        assertRefused(ReasonCode.CONCURRENCY_LIMITED, caller);
        signer.permits.release(3);
        assertThat(first.outcome.join()).isEqualTo("answered");
        assertThat(next.outcome.join()).isEqualTo("answered");
        await().until(() -> signer.asked.size() == 3);

        submit(caller, raw());
        submit(caller, raw());
        assertRefused(ReasonCode.CONCURRENCY_LIMITED, caller);
    }

    @Test
    void whoGoesWhileItWaitsLeavesItsPlace() {
        Caller caller = caller(PurposeKind.RAW_CHALLENGE);
        Listening first = submit(caller, raw());
        await().until(() -> signer.asked.size() == 1);
        Listening gone = submit(caller, raw());
        assertRefused(ReasonCode.CONCURRENCY_LIMITED, caller);

        gone.cancelled = true;
        signer.permits.release();
        assertThat(first.outcome.join()).isEqualTo("answered");
        Listening next = submit(caller, raw());
        // Its turn comes after that of the one that has gone.
        await().until(() -> signer.asked.size() == 2);
        Listening last = submit(caller, raw());
        signer.permits.release(2);
        assertThat(next.outcome.join()).isEqualTo("answered");
        assertThat(last.outcome.join()).isEqualTo("answered");
        assertThat(gone.outcome).isNotDone();
    }

    @Test
    void whoIsAnsweredByABatchLeavesItsPlace() {
        Caller caller = caller(PurposeKind.BOUND_CHALLENGE);
        var other = new Caller(
                "provider-b", TestingKeys.fingerprint(2), Set.of(PurposeKind.RAW_CHALLENGE), List.of(), true);
        for (int again = 1; again <= 2; again++) {
            int asked = 2 * again - 1;
            submit(other, raw());
            await().until(() -> signer.asked.size() == asked);
            Listening one = submit(caller, bound());
            Listening two = submit(caller, bound());
            signer.permits.release(2);
            assertThat(one.outcome.join()).isEqualTo("answered");
            assertThat(two.outcome.join()).isEqualTo("answered");
            assertThat(signer.asked).last().isEqualTo(PurposeKind.BATCH_ROOT);
        }
    }

    static List<Arguments> limitsOfOne() {
        return List.of(
                arguments(
                        new CallerLimits(Optional.of(new CallerLimits.Rate(1, 1)), Optional.empty()),
                        ReasonCode.RATE_LIMITED),
                arguments(new CallerLimits(Optional.empty(), Optional.of(1)), ReasonCode.CONCURRENCY_LIMITED));
    }

    @ParameterizedTest
    @MethodSource("limitsOfOne")
    void challengesAndSignaturesForTlsTakeNoPlaceOfEachOther(CallerLimits one, ReasonCode reason) {
        Caller caller = caller(one, one, PurposeKind.RAW_CHALLENGE, PurposeKind.TLS13_CERTIFICATE_VERIFY);
        submit(caller, raw());
        assertRefused(reason, caller, raw());
        submit(caller, tls());
        assertRefused(reason, caller, tls());
    }

    @ParameterizedTest
    @MethodSource("limitsOfOne")
    void theLimitsOfTheOneAreNoneOfTheOther(CallerLimits one, ReasonCode reason) {
        PurposeKind[] both = {PurposeKind.RAW_CHALLENGE, PurposeKind.TLS13_CERTIFICATE_VERIFY};
        Caller fewChallenges = caller(one, CallerLimits.NONE, both);
        submit(fewChallenges, raw());
        assertRefused(reason, fewChallenges, raw());
        submit(fewChallenges, tls());
        submit(fewChallenges, tls());

        Caller fewForTls = caller(CallerLimits.NONE, one, both);
        submit(fewForTls, tls());
        assertRefused(reason, fewForTls, tls());
        submit(fewForTls, raw());
        submit(fewForTls, raw());
    }

    private static final class Listening implements SignatureListener {

        private final CompletableFuture<String> outcome = new CompletableFuture<>();
        private volatile boolean cancelled;

        @Override
        public void answered(SignatureAnswer answer) {
            outcome.complete("answered");
        }

        @Override
        public void failed(AgentException reason) {
            outcome.complete(reason.reason().name());
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    /** Signs when the test permits. */
    private static final class Permitted implements PurposeSigner {

        private final List<PurposeKind> asked = new CopyOnWriteArrayList<>();
        private final Semaphore permits = new Semaphore(0);

        @Override
        public SigningKey key() {
            return new SigningKey(
                    CertificateFingerprint.ofBytes(new byte[32]), SignatureScheme.RSA4096_PSS_SHA256_SALT478);
        }

        @Override
        public Made sign(SigningKey key, SigningPurpose purpose) {
            asked.add(purpose.kind());
            permits.acquireUninterruptibly();
            return new Made(PssSignature.of(new byte[512]), 7);
        }
    }
}
