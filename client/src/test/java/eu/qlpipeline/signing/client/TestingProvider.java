package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** A provider that asks bound challenges of a {@link TestingAgent}. */
final class TestingProvider {

    private TestingProvider() {}

    /** A trusted list with that certificate alone, for that audience. */
    static TrustedCertificates trusting(Path directory, X509Certificate certificate, Audience audience)
            throws IOException, TrustStoreException {
        TrustStore store = TrustStore.at(directory.resolve("trusted"));
        store.add(
                TestingCertificates.write(directory, "pipeline.pem", TestingCertificates.pem(certificate)),
                CertificateFingerprint.of(certificate),
                new Enrolment.Bound(audience, ChannelBinding.Type.NONE));
        return store.snapshot();
    }

    /** A verifier that trusts that certificate alone, for raw challenges. */
    static ChallengeVerifier verifier(Path directory, X509Certificate certificate)
            throws IOException, TrustStoreException {
        TrustStore store = TrustStore.at(directory.resolve("trusted"));
        store.add(
                TestingCertificates.write(directory, "pipeline.pem", TestingCertificates.pem(certificate)),
                CertificateFingerprint.of(certificate));
        return new ChallengeVerifier(store);
    }

    static AgentClient connect(TestingAgent agent, Duration deadline) {
        return AgentClient.connect(agent.address(), agent.tlsCertificate(), identity(), deadline);
    }

    static ClientIdentity identity() {
        try {
            return ClientIdentity.of(TestingAgent.PROVIDER, TestingAgent.PROVIDER_KEY.getPrivate());
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<CompletableFuture<BoundVerified>> ask(ChallengeStream stream, int count) {
        return Stream.generate(stream::verify).limit(count).toList();
    }

    /** Why a challenge failed; waits for it. */
    static Throwable failure(CompletableFuture<BoundVerified> verdict) {
        return verdict.handle((verified, failure) -> Optional.ofNullable(failure))
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .orElseThrow(() -> new AssertionError("accepted"));
    }

    /** The behaviour of an agent that waits until that many challenges are there, in however many messages. */
    static BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> gathering(
            int count, BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> then) {
        var gathered = new ConcurrentLinkedQueue<NumberedChallenge>();
        return (message, replies) -> {
            gathered.addAll(message.getChallengesList());
            if (gathered.size() == count) {
                then.accept(
                        SignChallengesRequest.newBuilder()
                                .addAllChallenges(gathered)
                                .build(),
                        replies);
            }
        };
    }

    /** The behaviour of an agent that keeps a message back when told to, and answers it together with the next one. */
    static BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> keepingBack(
            AtomicBoolean told, BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> then) {
        var kept = new ConcurrentLinkedQueue<NumberedChallenge>();
        return (message, replies) -> {
            kept.addAll(message.getChallengesList());
            if (!told.getAndSet(false)) {
                then.accept(
                        SignChallengesRequest.newBuilder()
                                .addAllChallenges(kept)
                                .build(),
                        replies);
                kept.clear();
            }
        };
    }

    /** Has a stream make its connection, however often its deadline ends before. */
    private static void connected(ChallengeStream stream) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> stream.verify()
                        .handle((verified, failure) -> failure == null)
                        .join());
    }

    /**
     * Asserts that a stream with a deadline of 2 s, to an agent that is {@link #keepingBack}, waits for each challenge no longer
     * than that, and ignores the late answer, which comes with that of the next challenge.
     */
    static void assertLateAnswerIgnored(ChallengeStream stream, AtomicBoolean keepBack) throws Exception {
        connected(stream);
        long strays = stream.strayAnswers();
        keepBack.set(true);
        assertThat(failure(stream.verify()))
                .isInstanceOf(AgentUnavailableException.class)
                .hasMessageContaining("no answer within 2000 ms");
        assertThat(stream.verify().get(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(stream.strayAnswers()).isEqualTo(strays + 1);
    }
}
