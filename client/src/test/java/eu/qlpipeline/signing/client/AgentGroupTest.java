package eu.qlpipeline.signing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Code;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several agents that stand in for each other: what the caller sees when one of them is gone, silent or unwilling. */
class AgentGroupTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    /** Shorter than what a stream has to move on as often as it may. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    private static final int CALLS = 12;
    private static final Audience AUDIENCE = new Audience("provider-a.example");
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final TestingBoundSigner SIGNER =
            new TestingBoundSigner(TestingKeys.signer(), CERTIFICATE, AUDIENCE);

    @TempDir
    private static Path directory;

    private static BoundVerifier verifier;

    @BeforeAll
    static void trust() throws Exception {
        TrustStore store = TrustStore.at(directory.resolve("trusted"));
        store.add(
                TestingCertificates.write(directory, "pipeline.pem", TestingCertificates.pem(CERTIFICATE)),
                CertificateFingerprint.of(CERTIFICATE),
                new Enrolment.Bound(AUDIENCE, ChannelBinding.Type.NONE));
        verifier = new BoundVerifier(store.snapshot(), AUDIENCE);
    }

    @Test
    void takesTurns() throws Exception {
        try (var one = TestingAgent.honest(SIGNER);
                var other = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, one.address(), other.address())) {
            await().until(() -> {
                verifyAll(client, CALLS);
                return one.challenges() > 0 && other.challenges() > 0;
            });
        }
    }

    @Test
    void asksAnotherWhereOneIsGone() throws Exception {
        TestingAgent one = TestingAgent.honest(SIGNER);
        try (var other = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, one.address(), other.address())) {
            verifyAll(client, CALLS);
            one.close();
            verifyAll(client, CALLS);
        }
    }

    @Test
    void asksAnotherWhereOneRefusesBecauseOfItsOwnState() throws Exception {
        try (var lost = TestingAgent.refusing(Code.UNAVAILABLE, Reason.REASON_TOKEN_ABSENT, "token: gone");
                var other = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, lost.address(), other.address())) {
            await().until(() -> {
                // One after the other, so that the turn after a refusal is the other agent's.
                assertThat(client.verify(verifier)).isNotNull();
                return lost.challenges() > 0;
            });
        }
    }

    @Test
    void asksAnotherWhereOneBreaksTheCallOff() throws Exception {
        try (var leaving = TestingAgent.refusing(Code.CANCELLED, Reason.REASON_UNSPECIFIED, "broken off");
                var other = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, leaving.address(), other.address())) {
            await().until(() -> {
                assertThat(client.verify(verifier)).isNotNull();
                return leaving.challenges() > 0;
            });
        }
    }

    @Test
    void passesOnARefusalThatIsForTheCaller() {
        try (var one = TestingAgent.refusing(Code.PERMISSION_DENIED, Reason.REASON_PURPOSE_NOT_PERMITTED, "no");
                var client = connect(AMPLE, one.address(), one.address())) {
            assertThatExceptionOfType(AgentRefusedException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .matches(refused -> !refused.isRetryable());
        }
    }

    @Test
    void asksAnotherWhereOneNeverAnswers() throws Exception {
        try (var hung = TestingAgent.answering(request -> Optional.empty());
                var other = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, hung.address(), other.address())) {
            assertThat(client.verifyAsync(verifier).get(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(client.verify(verifier)).isNotNull();
            await().until(() -> hung.challenges() > 0 || client.verify(verifier) == null);
        }
    }

    @Test
    void passesOverAnAgentThatSaysItDoesNotServe() throws Exception {
        try (var resting = TestingAgent.honest(SIGNER);
                var other = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, resting.address(), other.address())) {
            resting.sayNotServing();
            await().until(() -> {
                int before = resting.challenges();
                verifyAll(client, CALLS);
                return resting.challenges() == before;
            });
        }
    }

    @Test
    void passesOverAPeerThatNeverSpeaksTls() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var other = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, new AgentAddress("127.0.0.1", silent.getLocalPort()), other.address())) {
            verifyAll(client, CALLS);
        }
    }

    @Test
    void asksNoAgentWhoseTlsKeyIsNotPinned() {
        X509Certificate pinned = TestingCertificates.tls(TestingKeys.ec(), "CN=agent");
        try (var one = TestingAgent.honest(SIGNER);
                var client = AgentClient.connect(
                        new AgentGroup(List.of(one.address(), one.address()), List.of(pinned)), identity(), AMPLE, 1)) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .extracting(VerificationException::reason)
                    .isEqualTo(VerificationException.Reason.AGENT_NOT_PINNED);
            assertThat(one.challenges()).isZero();
        }
    }

    @Test
    void saysSoWhereNoneIsThere() throws Exception {
        AgentAddress gone;
        try (var one = TestingAgent.honest(SIGNER)) {
            gone = one.address();
        }
        try (var client = connect(AMPLE, gone, gone);
                var stream = client.stream(verifier)) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessageStartingWith("agents " + gone + "," + gone + ": UNAVAILABLE: ");
            assertThat(stream.verify()).failsWithin(AMPLE);
        }
    }

    @Test
    void aStreamWhoseTimeEndsFirstSaysThatNoTlsKeyIsPinned() {
        X509Certificate pinned = TestingCertificates.tls(TestingKeys.ec(), "CN=agent");
        try (var one = TestingAgent.honest(SIGNER);
                var client = AgentClient.connect(
                        new AgentGroup(List.of(one.address(), one.address()), List.of(pinned)), identity(), SHORT, 1);
                var stream = client.stream(verifier)) {
            assertThat(TestingProvider.failure(stream.verify()))
                    .isInstanceOfSatisfying(
                            VerificationException.class,
                            rejection -> assertThat(rejection.reason())
                                    .isEqualTo(VerificationException.Reason.AGENT_NOT_PINNED));
            assertThat(one.challenges()).isZero();
        }
    }

    @Test
    void aStreamUsesTheAgentWhoseTlsKeyIsPinned() throws Exception {
        try (var other = TestingAgent.impostor();
                var one = TestingAgent.honest(SIGNER);
                var client = connect(AMPLE, other.address(), one.address());
                var stream = client.stream(verifier)) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(stream.verify().get(30, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    @Test
    void aStreamWhoseTimeEndsFirstSaysWhyNobodyCouldBeAsked() {
        AgentAddress gone;
        try (var one = TestingAgent.honest(SIGNER)) {
            gone = one.address();
        }
        try (var client = connect(SHORT, gone, gone);
                var stream = client.stream(verifier)) {
            assertThat(TestingProvider.failure(stream.verify()))
                    .isInstanceOf(AgentUnavailableException.class)
                    .hasMessageContaining("Connection refused");
        }
    }

    static Stream<Arguments> badStreams() {
        return Stream.of(
                bad("is lost", (message, replies) -> replies.onError(Status.UNAVAILABLE.asRuntimeException())),
                bad("is broken off", (message, replies) -> replies.onError(Status.CANCELLED.asRuntimeException())),
                bad("is ended", (message, replies) -> replies.onCompleted()),
                bad("refuses", (message, replies) -> replies.onNext(refused(message))),
                bad("never answers", (message, replies) -> {}),
                bad("answers half", (message, replies) -> {
                    replies.onNext(SIGNER.answers(message.toBuilder()
                            .clearChallenges()
                            .addChallenges(message.getChallenges(0))
                            .build()));
                    replies.onError(Status.UNAVAILABLE.asRuntimeException());
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badStreams")
    void asksAgainElsewhereWhereAStream(
            String name, BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> behaviour)
            throws Exception {
        var first = new AtomicBoolean(true);
        BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> onceBad = (message, replies) -> {
            if (first.getAndSet(false)) {
                behaviour.accept(message, replies);
            } else {
                replies.onNext(SIGNER.answers(message));
            }
        };
        try (var one = TestingAgent.streaming(onceBad);
                var other = TestingAgent.streaming(onceBad);
                var client = connect(Duration.ofSeconds(8), one.address(), other.address());
                var stream = client.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> verdicts =
                    Stream.generate(stream::verify).limit(CALLS).toList();
            for (var verdict : verdicts) {
                assertThat(verdict.get(30, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(first).isFalse();
        }
    }

    @Test
    void tellsTheRefusalWhereEveryAgentRefusesTheStream() {
        try (var one = TestingAgent.streaming((message, replies) -> replies.onNext(refused(message)));
                var client = connect(AMPLE, one.address(), one.address());
                var stream = client.stream(verifier)) {
            assertRefused(stream.verify(), "TOKEN_ABSENT");
        }
    }

    @Test
    void tellsARefusalOfAStreamThatIsAboutHowMuchIsAsked() {
        try (var strict = TestingAgent.streaming(
                        (message, replies) -> replies.onNext(refused(message, Reason.REASON_RATE_LIMITED)));
                var client = connect(AMPLE, strict.address(), strict.address());
                var stream = client.stream(verifier)) {
            assertRefused(stream.verify(), "RATE_LIMITED");
            assertThat(strict.challenges()).isEqualTo(1);
        }
    }

    @Test
    void endsItsStreamsWhenItIsClosed() {
        List<CompletableFuture<BoundVerified>> verdicts;
        ChallengeStream later;
        try (var hung = TestingAgent.streaming((message, replies) -> {});
                var client = connect(AMPLE, hung.address(), hung.address())) {
            var stream = client.stream(verifier);
            later = stream;
            verdicts = Stream.generate(stream::verify).limit(CALLS).toList();
            await().until(() -> hung.challenges() > 0);
        }
        assertThat(verdicts)
                .allSatisfy(verdict -> assertThat(verdict)
                        .failsWithin(AMPLE)
                        .withThrowableThat()
                        .havingCause()
                        .isInstanceOf(AgentUnavailableException.class));
        assertThat(later.verify()).isCompletedExceptionally();
    }

    @Test
    void findsNobodyAtAnIpv6AddressWithoutAnAgent() {
        var gone = new AgentAddress("::1", 1);
        X509Certificate pinned = TestingCertificates.tls(TestingKeys.ec(), "CN=agent");
        try (var group = connect(AMPLE, gone, gone);
                var single = AgentClient.connect(gone, pinned, identity(), AMPLE)) {
            assertThat(List.of(group, single))
                    .allSatisfy(client -> assertThatExceptionOfType(AgentUnavailableException.class)
                            .isThrownBy(() -> client.verify(verifier)));
        }
    }

    @Test
    void readsListsAndNames() {
        assertThat(AgentGroup.parse("a.example:1,[::1]:2,dns:///b.example:3"))
                .extracting(AgentAddress::toString)
                .containsExactly("a.example:1", "[::1]:2", "b.example:3");
        assertThat(AgentGroup.isGroup("a.example:1")).isFalse();
        assertThat(AgentGroup.isGroup("dns:///a.example:1")).isTrue();
        assertThatThrownBy(() -> AgentGroup.parse("a.example:1,")).hasMessage("agent:  (expected: HOST:PORT)");
        assertThatThrownBy(() -> new AgentGroup(List.of(), List.of(CERTIFICATE)))
                .hasMessage("agents: 0 addresses, 1 certificates (expected: at least one of each)");
    }

    private static void assertRefused(CompletableFuture<BoundVerified> verdict, String reason) {
        assertThat(verdict)
                .failsWithin(AMPLE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(AgentRefusedException.class)
                .withMessageContaining(reason);
    }

    private static Arguments bad(
            String name, BiConsumer<SignChallengesRequest, StreamObserver<SignChallengesResponse>> behaviour) {
        return Arguments.of(name, behaviour);
    }

    private static SignChallengesResponse refused(SignChallengesRequest message) {
        return refused(message, Reason.REASON_TOKEN_ABSENT);
    }

    private static SignChallengesResponse refused(SignChallengesRequest message, Reason reason) {
        var answers = SignChallengesResponse.newBuilder();
        for (NumberedChallenge challenge : message.getChallengesList()) {
            answers.addAnswers(NumberedAnswer.newBuilder()
                    .setRequestId(challenge.getRequestId())
                    .setRejection(Rejection.newBuilder().setReason(reason)));
        }
        return answers.build();
    }

    private static void verifyAll(AgentClient client, int count) throws Exception {
        List<CompletableFuture<BoundVerified>> verdicts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            verdicts.add(client.verifyAsync(verifier));
        }
        for (var verdict : verdicts) {
            assertThat(verdict.get(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    private static AgentClient connect(Duration deadline, AgentAddress... agents) {
        X509Certificate pinned;
        try (var any = TestingAgent.honest(SIGNER)) {
            pinned = any.tlsCertificate();
        }
        return AgentClient.connect(new AgentGroup(List.of(agents), List.of(pinned)), identity(), deadline, 1);
    }

    private static ClientIdentity identity() {
        try {
            return ClientIdentity.of(TestingAgent.PROVIDER, TestingAgent.PROVIDER_KEY.getPrivate());
        } catch (java.security.InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
