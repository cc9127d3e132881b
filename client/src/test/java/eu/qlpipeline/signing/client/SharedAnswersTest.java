package eu.qlpipeline.signing.client;

import static eu.qlpipeline.signing.client.TestingProvider.ask;
import static eu.qlpipeline.signing.client.TestingProvider.assertLateAnswerIgnored;
import static eu.qlpipeline.signing.client.TestingProvider.connect;
import static eu.qlpipeline.signing.client.TestingProvider.failure;
import static eu.qlpipeline.signing.client.TestingProvider.gathering;
import static eu.qlpipeline.signing.client.TestingProvider.keepingBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.client.bound.BoundLimits;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.answer.AnswerProof;
import eu.qlpipeline.signing.contract.merkle.BatchProof;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SharedAnswers;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SignatureScheme;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that share their proof, over real TLS, from agents of every kind. */
class SharedAnswersTest {

    private static final int COUNT = 5;
    /** While so many have no answer, others wait for these. */
    private static final int HOLDING_BACK = 17;

    private static final Duration NONCE_LIFE = Duration.ofMinutes(2);
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Audience AUDIENCE = new Audience("provider-a.example");
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final TestingBoundSigner SIGNER =
            new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, AUDIENCE);

    @TempDir
    private static Path directory;

    private static TrustedCertificates trusted;
    private static BoundVerifier verifier;

    @BeforeAll
    static void trust() throws Exception {
        trusted = TestingProvider.trusting(directory, CERTIFICATE, AUDIENCE);
        verifier = new BoundVerifier(trusted, AUDIENCE);
    }

    @Test
    void verifiesEachAndCanShowTheProofOfEach() throws Exception {
        try (var agent = TestingAgent.streaming((message, replies) -> {
                    assertThat(message.getSharedProofs()).isTrue();
                    replies.onNext(response(SIGNER.shared(message)));
                });
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            for (var verdict : ask(stream, 600)) {
                BoundVerified verified = verdict.get(60, TimeUnit.SECONDS);
                BatchProof proof = ((AnswerProof.Batched) verified.proof()).proof();
                assertThat(verified.fingerprint()).isEqualTo(CertificateFingerprint.of(CERTIFICATE));
                assertThat(verified.checks()).isNotEmpty().allMatch(check -> check.ok());
                SignatureVerifier.of(CERTIFICATE).verify(proof.rootOf(verified.challenge()), proof.signature());
            }
            assertThat(stream.strayAnswers()).isZero();
        }
    }

    static Stream<Arguments> dishonest() {
        var foreign = TestingCertificates.pipeline(TestingKeys.stranger());
        return Stream.of(
                change(
                        "signature",
                        Reason.SIGNATURE_INVALID,
                        answer -> answer.setSignature(flip(answer.getSignature()))),
                change("blinds", Reason.SIGNATURE_INVALID, answer -> answer.setBlinds(flip(answer.getBlinds()))),
                change("path", Reason.SIGNATURE_INVALID, answer -> answer.setPath(flip(answer.getPath()))),
                change(
                        "nonces",
                        Reason.SIGNATURE_INVALID,
                        answer -> answer.setAgentNonces(flip(answer.getAgentNonces()))),
                change("batch id", Reason.SIGNATURE_INVALID, answer -> answer.setBatchId(flip(answer.getBatchId()))),
                change("time", Reason.SIGNATURE_INVALID, answer -> answer.setIssuedAtMs(answer.getIssuedAtMs() + 1)),
                change(
                        "scheme",
                        Reason.SIGNATURE_INVALID,
                        answer -> answer.setScheme(SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT32)),
                change(
                        "no scheme",
                        Reason.SCHEME_UNEXPECTED,
                        answer -> answer.setScheme(SignatureScheme.SIGNATURE_SCHEME_UNSPECIFIED)),
                change(
                        "binding",
                        Reason.CHANNEL_BINDING_UNEXPECTED,
                        answer -> answer.setChannelBindingType(ChannelBindingType.CHANNEL_BINDING_TYPE_TLS_EXPORTER)),
                change("height", Reason.PROOF_HEIGHT, answer -> answer.setHeight(17)),
                change("index", Reason.PROOF_INDEX, answer -> answer.setFirstIndex(-1)),
                change("short path", Reason.PROOF_LENGTH, answer -> answer.clearPath()),
                change("short nonces", Reason.PROOF_LENGTH, answer -> answer.setAgentNonces(ByteString.EMPTY)),
                change(
                        "short signature",
                        Reason.PROOF_LENGTH,
                        answer -> answer.setSignature(answer.getSignature().substring(1))),
                change(
                        "long blinds",
                        Reason.PROOF_LENGTH,
                        answer -> answer.setBlinds(ByteString.copyFrom(new byte[100_000]))),
                change(
                        "short fingerprint",
                        Reason.FINGERPRINT_LENGTH,
                        answer -> answer.setCertificateSha256(
                                answer.getCertificateSha256().substring(1))),
                change(
                        "long batch id",
                        Reason.PROOF_LENGTH,
                        answer -> answer.setBatchId(ByteString.copyFrom(new byte[33]))),
                change(
                        "certificate",
                        Reason.CERTIFICATE_NOT_TRUSTED,
                        answer -> answer.setCertificateSha256(ByteString.copyFrom(
                                CertificateFingerprint.of(foreign).bytes()))),
                signer("of another audience", Reason.SIGNATURE_INVALID, SIGNER.to(new Audience("provider-b.example"))),
                signer("expired", Reason.VALIDITY_EXPIRED, SIGNER.issuedAt(-90_000)),
                signer("from the future", Reason.VALIDITY_FUTURE, SIGNER.issuedAt(90_000)),
                signer(
                        "of another certificate",
                        Reason.CERTIFICATE_NOT_TRUSTED,
                        new TestingBoundSigner(TestingKeys.stranger(), foreign, AUDIENCE)),
                signer(
                        "of another key",
                        Reason.SIGNATURE_INVALID,
                        new TestingBoundSigner(TestingKeys.stranger(), CERTIFICATE, AUDIENCE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dishonest")
    void rejectsEachOfADishonestAnswerWithItsReason(
            String name, Reason reason, TestingBoundSigner signer, UnaryOperator<SharedAnswers.Builder> change)
            throws Exception {
        try (var agent = TestingAgent.streaming(gathering(
                        COUNT,
                        (message, replies) -> replies.onNext(response(
                                change.apply(signer.shared(message).toBuilder()).build()))));
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            for (var verdict : ask(stream, COUNT)) {
                assertThat(failure(verdict))
                        .isInstanceOfSatisfying(
                                VerificationException.class,
                                rejection -> assertThat(rejection.reason()).isEqualTo(reason));
            }
        }
    }

    @Test
    void rejectsAnswersUnderTheNumbersOfOthers() throws Exception {
        rejectsAll(
                Reason.SIGNATURE_INVALID, ids -> List.of(ids.get(1), ids.get(0), ids.get(2), ids.get(3), ids.get(4)));
    }

    @Test
    void rejectsAnswersThatNameAChallengeTwice() throws Exception {
        rejectsAll(Reason.ANSWER_MALFORMED, ids -> List.of(ids.get(0), ids.get(0), ids.get(2), ids.get(3), ids.get(4)));
    }

    @Test
    void rejectsAnswersThatNameAChallengeNobodyAsked() throws Exception {
        rejectsAll(Reason.ANSWER_MALFORMED, ids -> List.of(4711L, ids.get(1), ids.get(2), ids.get(3), ids.get(4)));
    }

    /** Those that are named at all; a challenge whose number was left out goes on waiting. */
    private static void rejectsAll(Reason reason, UnaryOperator<List<Long>> change) throws Exception {
        try (var agent = TestingAgent.streaming(gathering(COUNT, (message, replies) -> {
                    SharedAnswers honest = SIGNER.shared(message);
                    replies.onNext(response(honest.toBuilder()
                            .clearRequestIds()
                            .addAllRequestIds(change.apply(honest.getRequestIdsList()))
                            .build()));
                }));
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> verdicts = ask(stream, COUNT);
            assertThat(failure(verdicts.get(2)))
                    .isInstanceOfSatisfying(
                            VerificationException.class,
                            rejection -> assertThat(rejection.reason()).isEqualTo(reason));
            assertThat(verdicts).noneMatch(verdict -> verdict.isDone() && !verdict.isCompletedExceptionally());
        }
    }

    @Test
    void takesAnAnswerOnce() throws Exception {
        try (var agent = TestingAgent.streaming((message, replies) -> {
                    SharedAnswers honest = SIGNER.shared(message);
                    replies.onNext(response(honest));
                    replies.onNext(response(honest));
                });
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            assertThat(stream.verify().get(30, TimeUnit.SECONDS)).isNotNull();
            await().until(() -> stream.strayAnswers() == 1);
            assertThat(stream.verify().get(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void oneChallengeWhoseTimeWasUpTakesNothingFromTheOthers() throws Exception {
        var keepBack = new AtomicBoolean();
        try (var agent = TestingAgent.streaming(
                        keepingBack(keepBack, (message, replies) -> replies.onNext(response(SIGNER.shared(message)))));
                var client = connect(agent, Duration.ofSeconds(2));
                var stream = client.stream(verifier)) {
            assertLateAnswerIgnored(stream, keepBack);
        }
    }

    @Test
    void aChallengeThatIsGivenUpMakesRoomAndIsNotSentWhereItWaits() throws Exception {
        var asked = new ConcurrentLinkedQueue<NumberedChallenge>();
        var reply = new CompletableFuture<StreamObserver<SignChallengesResponse>>();
        var narrow = new BoundVerifier(trusted, AUDIENCE, new BoundLimits(64, NONCE_LIFE, 1), Clock.systemUTC());
        try (var agent = TestingAgent.streaming((message, replies) -> {
                    reply.complete(replies);
                    asked.addAll(message.getChallengesList());
                });
                var client = connect(agent, AMPLE);
                var stream = client.stream(narrow)) {
            List<CompletableFuture<BoundVerified>> verdicts = new ArrayList<>(ask(stream, HOLDING_BACK));
            await().until(() -> asked.size() == HOLDING_BACK);
            for (int i = 0; i < 400; i++) {
                assertThat(stream.verify().cancel(true)).isTrue();
            }
            verdicts.add(stream.verify());
            reply.join().onNext(response(SIGNER.shared(take(asked))));
            await().until(() -> asked.size() == 1);
            reply.join().onNext(response(SIGNER.shared(take(asked))));
            for (var verdict : verdicts) {
                assertThat(verdict.get(30, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(agent.challenges()).isEqualTo(HOLDING_BACK + 1);
        }
    }

    @Test
    void aChallengeThatIsGivenUpAfterItWasSentTakesNothingFromTheOthers() throws Exception {
        var asked = new ConcurrentLinkedQueue<NumberedChallenge>();
        var reply = new CompletableFuture<StreamObserver<SignChallengesResponse>>();
        try (var agent = TestingAgent.streaming((message, replies) -> {
                    reply.complete(replies);
                    asked.addAll(message.getChallengesList());
                });
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> verdicts = ask(stream, COUNT);
            await().until(() -> asked.size() == COUNT);
            assertThat(verdicts.get(0).cancel(true)).isTrue();
            assertThat(verdicts.get(2).completeExceptionally(new TimeoutException()))
                    .isTrue();
            reply.join().onNext(response(SIGNER.shared(take(asked))));
            for (int place : List.of(1, 3, 4)) {
                assertThat(verdicts.get(place).get(30, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(stream.strayAnswers()).isZero();
        }
    }

    /** All that was asked, as one message. */
    private static SignChallengesRequest take(Queue<NumberedChallenge> asked) {
        var all = SignChallengesRequest.newBuilder();
        for (NumberedChallenge next = asked.poll(); next != null; next = asked.poll()) {
            all.addChallenges(next);
        }
        return all.build();
    }

    private static Arguments change(String name, Reason reason, UnaryOperator<SharedAnswers.Builder> change) {
        return Arguments.of(name, reason, SIGNER, change);
    }

    private static Arguments signer(String name, Reason reason, TestingBoundSigner signer) {
        return Arguments.of(name, reason, signer, UnaryOperator.<SharedAnswers.Builder>identity());
    }

    private static ByteString flip(ByteString bytes) {
        byte[] flipped = bytes.toByteArray();
        flipped[flipped.length / 2] ^= 1;
        return ByteString.copyFrom(flipped);
    }

    private static SignChallengesResponse response(SharedAnswers answer) {
        return SignChallengesResponse.newBuilder().addShared(answer).build();
    }
}
