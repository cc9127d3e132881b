package eu.qlpipeline.signing.client;

import static eu.qlpipeline.signing.client.TestingProvider.ask;
import static eu.qlpipeline.signing.client.TestingProvider.assertLateAnswerIgnored;
import static eu.qlpipeline.signing.client.TestingProvider.connect;
import static eu.qlpipeline.signing.client.TestingProvider.failure;
import static eu.qlpipeline.signing.client.TestingProvider.identity;
import static eu.qlpipeline.signing.client.TestingProvider.keepingBack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.client.bound.BoundLimits;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bound challenges over real TLS: single calls and streams, with agents of every kind. */
class BoundClientTest {

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
    void verifiesASingleAnswerWaitingForItOrNot() throws Exception {
        try (var agent = TestingAgent.honest(SIGNER);
                var client = connect(agent, AMPLE)) {
            assertThat(client.verify(verifier).challenge().audience()).isEqualTo(AUDIENCE);
            assertThat(client.verifyAsync(verifier).get(30, TimeUnit.SECONDS).fingerprint())
                    .isEqualTo(CertificateFingerprint.of(CERTIFICATE));
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                malformed(
                        "agent nonce of 31 bytes",
                        VerificationException.Reason.NONCE_LENGTH,
                        answer -> answer.setAgentNonce(ByteString.copyFrom(new byte[31]))),
                malformed(
                        "expires before it is issued",
                        VerificationException.Reason.VALIDITY_WINDOW,
                        answer -> answer.setExpiresAtMs(answer.getIssuedAtMs())),
                malformed(
                        "good for more than two minutes",
                        VerificationException.Reason.VALIDITY_WINDOW,
                        answer -> answer.setExpiresAtMs(answer.getIssuedAtMs() + 120_001)),
                malformed(
                        "times beyond a signed long",
                        VerificationException.Reason.VALIDITY_WINDOW,
                        answer -> answer.setIssuedAtMs(-1)),
                malformed(
                        "no channel binding type",
                        VerificationException.Reason.CHANNEL_BINDING_UNEXPECTED,
                        answer -> answer.clearChannelBindingType()),
                malformed(
                        "other channel binding type",
                        VerificationException.Reason.CHANNEL_BINDING_UNEXPECTED,
                        answer -> answer.setChannelBindingTypeValue(2)),
                malformed("no proof", VerificationException.Reason.ANSWER_MISSING, answer -> answer.clearProof()),
                malformed(
                        "short signature",
                        VerificationException.Reason.SIGNATURE_LENGTH,
                        answer -> answer.setSignature(ByteString.copyFrom(new byte[511]))),
                malformed(
                        "truncated proof",
                        VerificationException.Reason.PROOF_LENGTH,
                        answer -> answer.setBatchProof(ByteString.copyFrom(new byte[583]))),
                malformed(
                        "proof of zeros",
                        VerificationException.Reason.PROOF_VERSION,
                        answer -> answer.setBatchProof(ByteString.copyFrom(new byte[584]))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void rejectsAnswersThatBreakAFieldsRule(
            String name,
            VerificationException.Reason reason,
            UnaryOperator<eu.qlpipeline.signing.v1.BoundAnswer.Builder> change) {
        try (var agent = TestingAgent.answering(request -> {
                    SignChallengeResponse honest = SIGNER.answer(request);
                    return Optional.of(honest.toBuilder()
                            .setBound(change.apply(honest.getBound().toBuilder()))
                            .build());
                });
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
        }
    }

    @Test
    void rejectsARawAnswerToABoundChallenge() {
        try (var agent = TestingAgent.answering(
                        request -> Optional.of(TestingAgent.answer(CERTIFICATE, new byte[512])));
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .matches(e -> e.reason() == VerificationException.Reason.ANSWER_MISSING);
        }
    }

    @Test
    void refusesAProofOfAMegabyteWithoutReadingIt() {
        try (var agent = TestingAgent.answering(request -> {
                    SignChallengeResponse honest = SIGNER.answer(request);
                    return Optional.of(honest.toBuilder()
                            .setBound(honest.getBound().toBuilder()
                                    .setBatchProof(ByteString.copyFrom(new byte[1024 * 1024])))
                            .build());
                });
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessageContaining("RESOURCE_EXHAUSTED");
        }
    }

    /** A verifier with room for one challenge without an answer. */
    private static BoundVerifier withRoomForOne() {
        return new BoundVerifier(trusted, AUDIENCE, new BoundLimits(1, Duration.ofHours(1), 1), Clock.systemUTC());
    }

    @Test
    void freesTheNonceOfAChallengeThatIsNotAnswered() {
        BoundVerifier small = withRoomForOne();
        try (var agent = TestingAgent.answering(request -> {
                    throw Status.UNAVAILABLE.asRuntimeException();
                });
                var client = connect(agent, AMPLE)) {
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(AgentUnavailableException.class).isThrownBy(() -> client.verify(small));
                assertThat(failure(client.verifyAsync(small))).isInstanceOf(AgentUnavailableException.class);
            }
        }
    }

    @Test
    void freesTheNonceOfAChallengeWhoseAnswerCannotBeRead() {
        BoundVerifier small = withRoomForOne();
        try (var agent = TestingAgent.answering(request -> Optional.of(SignChallengeResponse.getDefaultInstance()));
                var client = connect(agent, AMPLE)) {
            for (int i = 0; i < 3; i++) {
                assertThat(failure(client.verifyAsync(small)))
                        .isInstanceOfSatisfying(
                                VerificationException.class,
                                e -> assertThat(e.reason()).isEqualTo(VerificationException.Reason.ANSWER_MISSING));
            }
        }
    }

    @Test
    void freesTheNonceOfAChallengeThatIsRefusedOnAStream() {
        BoundVerifier small = withRoomForOne();
        try (var agent = TestingAgent.streaming((message, replies) -> replies.onNext(change(
                        message,
                        answer -> NumberedAnswer.newBuilder()
                                .setRequestId(answer.getRequestId())
                                .setRejection(Rejection.newBuilder().setReason(Reason.REASON_RATE_LIMITED))
                                .build())));
                var client = connect(agent, AMPLE);
                var stream = client.stream(small)) {
            for (int i = 0; i < 3; i++) {
                assertThat(failure(stream.verify())).isInstanceOf(AgentRefusedException.class);
            }
        }
    }

    @Test
    void asksTogetherWhatComesWhileManyHaveNoAnswer() throws Exception {
        var kept = new ConcurrentLinkedQueue<Runnable>();
        var keeping = new AtomicBoolean(true);
        var together = new AtomicInteger();
        try (var agent = TestingAgent.streaming((message, replies) -> {
                    Runnable answer = () -> {
                        synchronized (replies) {
                            replies.onNext(SIGNER.answers(message));
                        }
                    };
                    if (keeping.get()) {
                        kept.add(answer);
                    } else {
                        together.incrementAndGet();
                        answer.run();
                    }
                });
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> verdicts = new ArrayList<>(ask(stream, 40));
            await().until(() -> agent.challenges() > 16);
            verdicts.addAll(ask(stream, 400));
            await().during(Duration.ofMillis(200)).until(() -> agent.challenges() <= 40);
            keeping.set(false);
            kept.forEach(Runnable::run);
            for (var verdict : verdicts) {
                assertThat(verdict.get(60, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(together.get()).isBetween(2, 3);
        }
    }

    @Test
    void sendsWhatGathersInMessagesOfSeveralAndTakesAnswersInAnyOrder() throws Exception {
        var messages = new AtomicInteger();
        try (var agent = TestingAgent.streaming((message, replies) -> {
                    messages.incrementAndGet();
                    assertThat(message.getChallengesCount()).isLessThanOrEqualTo(256);
                    List<NumberedAnswer> answers =
                            new ArrayList<>(SIGNER.answers(message).getAnswersList());
                    Collections.reverse(answers);
                    answers.forEach(answer -> replies.onNext(response(answer)));
                });
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> verdicts = ask(stream, 600);
            for (var verdict : verdicts) {
                assertThat(verdict.get(60, TimeUnit.SECONDS).challenge().audience())
                        .isEqualTo(AUDIENCE);
            }
            assertThat(agent.challenges()).isEqualTo(600);
            assertThat(messages.get()).isLessThan(300);
            assertThat(stream.strayAnswers()).isZero();
        }
    }

    @Test
    void goesOnAfterAnswersThatAreRefusedRejectedOrEmpty() throws Exception {
        var asked = new AtomicInteger();
        try (var agent = TestingAgent.streaming((message, replies) -> replies.onNext(change(message, answer -> {
                    NumberedAnswer.Builder numbered =
                            NumberedAnswer.newBuilder().setRequestId(answer.getRequestId());
                    return switch (asked.getAndIncrement()) {
                        case 1 ->
                            numbered.setRejection(Rejection.newBuilder()
                                            .setReason(Reason.REASON_OVERLOADED)
                                            .setMessage("queue: full")
                                            .setRetryAfterMs(40))
                                    .build();
                        case 2 ->
                            numbered.setAnswer(answer.getAnswer().toBuilder()
                                            .setBound(answer.getAnswer().getBound().toBuilder()
                                                    .setBatchProof(ByteString.copyFrom(new byte[700]))))
                                    .build();
                        case 3 -> numbered.build();
                        default -> answer;
                    };
                })));
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> verdicts = ask(stream, 5);

            assertThat(verdicts.get(0).get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(failure(verdicts.get(1))).isInstanceOfSatisfying(AgentRefusedException.class, e -> {
                assertThat(e.reason()).isEqualTo(AgentRefusedException.Reason.OVERLOADED);
                assertThat(e.isRetryable()).isTrue();
                assertThat(e.retryAfter()).contains(Duration.ofMillis(40));
            });
            assertThat(failure(verdicts.get(2)))
                    .isInstanceOfSatisfying(
                            VerificationException.class,
                            e -> assertThat(e.reason()).isEqualTo(VerificationException.Reason.PROOF_VERSION));
            assertThat(failure(verdicts.get(3))).isInstanceOf(VerificationException.class);
            assertThat(verdicts.get(4).get(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void ignoresAnswersWithUnknownAndWithDoubledNumbers() throws Exception {
        try (var agent = TestingAgent.streaming((message, replies) -> {
                    SignChallengesResponse honest = SIGNER.answers(message);
                    replies.onNext(response(
                            honest.getAnswers(0).toBuilder().setRequestId(4711).build()));
                    replies.onNext(honest);
                    replies.onNext(honest);
                });
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            assertThat(stream.verify().get(30, TimeUnit.SECONDS)).isNotNull();
            await().until(() -> stream.strayAnswers() == 2);
            assertThat(stream.verify().get(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void refusesTheAnswerToOneChallengeUnderTheNumberOfAnother() throws Exception {
        try (var agent = TestingAgent.streaming(gathering(2, (answers, replies) -> {
                    NumberedAnswer first = answers.get(0);
                    NumberedAnswer second = answers.get(1);
                    replies.onNext(response(first.toBuilder()
                            .setRequestId(second.getRequestId())
                            .build()));
                    replies.onNext(response(second.toBuilder()
                            .setRequestId(first.getRequestId())
                            .build()));
                }));
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            for (var verdict : ask(stream, 2)) {
                assertThat(failure(verdict))
                        .isInstanceOfSatisfying(
                                VerificationException.class,
                                e -> assertThat(e.reason()).isEqualTo(VerificationException.Reason.SIGNATURE_INVALID));
            }
        }
    }

    @Test
    void failsEverythingThatIsOpenWhenTheAgentEndsTheStream() throws Exception {
        for (BiConsumer<List<NumberedAnswer>, StreamObserver<SignChallengesResponse>> end :
                List.<BiConsumer<List<NumberedAnswer>, StreamObserver<SignChallengesResponse>>>of(
                        (answers, replies) -> replies.onCompleted(),
                        (answers, replies) -> replies.onError(Status.UNAVAILABLE.asRuntimeException()))) {
            try (var agent = TestingAgent.streaming(gathering(10, (answers, replies) -> {
                        replies.onNext(response(answers.get(0)));
                        end.accept(answers, replies);
                    }));
                    var client = connect(agent, AMPLE);
                    var stream = client.stream(verifier)) {
                List<CompletableFuture<BoundVerified>> verdicts = ask(stream, 10);
                assertThat(verdicts.get(0).get(30, TimeUnit.SECONDS)).isNotNull();
                for (var verdict : verdicts.subList(1, 10)) {
                    assertThat(failure(verdict)).isInstanceOf(AgentUnavailableException.class);
                }
                assertThat(failure(stream.verify())).isInstanceOf(AgentUnavailableException.class);
            }
        }
    }

    @Test
    void failsEverythingThatIsOpenWhenTheOwnerClosesTheStreamOrTheClient() throws Exception {
        try (var agent = TestingAgent.streaming((message, replies) -> {})) {
            AgentClient client = connect(agent, AMPLE);
            ChallengeStream first = client.stream(verifier);
            List<CompletableFuture<BoundVerified>> verdicts = new ArrayList<>(ask(first, 3));
            await().until(() -> agent.challenges() == 3);
            first.close();
            ChallengeStream second = client.stream(verifier);
            verdicts.addAll(ask(second, 3));
            client.close();
            verdicts.add(second.verify());
            for (var verdict : verdicts) {
                assertThat(failure(verdict)).isInstanceOf(AgentUnavailableException.class);
            }
        }
    }

    @Test
    void waitsForEachChallengeOfAStreamNoLongerThanTheDeadlineAndIgnoresTheLateAnswer() throws Exception {
        var keepBack = new AtomicBoolean();
        try (var agent = TestingAgent.streaming(keepingBack(
                        keepBack,
                        (message, replies) -> SIGNER.answers(message)
                                .getAnswersList()
                                .forEach(answer -> replies.onNext(response(answer)))));
                var client = connect(agent, Duration.ofSeconds(2));
                var stream = client.stream(verifier)) {
            assertLateAnswerIgnored(stream, keepBack);
        }
    }

    @Test
    void endsAStreamThatSendsAMegabyte() throws Exception {
        try (var agent = TestingAgent.streaming((message, replies) -> replies.onNext(change(
                        message,
                        answer -> answer.toBuilder()
                                .setAnswer(answer.getAnswer().toBuilder()
                                        .setBound(answer.getAnswer().getBound().toBuilder()
                                                .setBatchProof(ByteString.copyFrom(new byte[1024 * 1024]))))
                                .build())));
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            assertThat(failure(stream.verify()))
                    .isInstanceOf(AgentUnavailableException.class)
                    .hasMessageContaining("RESOURCE_EXHAUSTED");
        }
    }

    @Test
    void sharesChallengesAmongSeveralConnections() throws Exception {
        try (var agent = TestingAgent.honest(SIGNER);
                var client = AgentClient.connect(agent.address(), agent.tlsCertificate(), identity(), AMPLE, 3)) {
            List<CompletableFuture<BoundVerified>> verdicts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                verdicts.add(client.verifyAsync(verifier));
            }
            for (var verdict : verdicts) {
                assertThat(verdict.get(30, TimeUnit.SECONDS)).isNotNull();
            }
        }
        assertThatThrownBy(
                        () -> AgentClient.connect(new AgentAddress("localhost", 1), CERTIFICATE, identity(), AMPLE, 0))
                .hasMessage("connections: 0 (expected: 1 to 64)");
    }

    /** Answers once that many challenges have come, by one batch. */
    private static BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> gathering(
            int count, BiConsumer<List<NumberedAnswer>, StreamObserver<SignChallengesResponse>> then) {
        return TestingProvider.gathering(
                count, (message, replies) -> then.accept(SIGNER.answers(message).getAnswersList(), replies));
    }

    private static SignChallengesResponse change(SignChallengesRequest message, UnaryOperator<NumberedAnswer> change) {
        return SignChallengesResponse.newBuilder()
                .addAllAnswers(SIGNER.answers(message).getAnswersList().stream()
                        .map(change)
                        .toList())
                .build();
    }

    private static SignChallengesResponse response(NumberedAnswer answer) {
        return SignChallengesResponse.newBuilder().addAnswers(answer).build();
    }

    private static Arguments malformed(
            String name,
            VerificationException.Reason reason,
            UnaryOperator<eu.qlpipeline.signing.v1.BoundAnswer.Builder> change) {
        return Arguments.of(name, reason, change);
    }
}
