package eu.qlpipeline.signing.client;

import static eu.qlpipeline.signing.client.TestingProvider.connect;
import static eu.qlpipeline.signing.client.TestingProvider.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import eu.qlpipeline.signing.client.jca.TestingWebServer;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.client.verify.Verified;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AgentClientTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final X509Certificate STRANGER = TestingCertificates.pipeline(TestingKeys.stranger());

    @TempDir
    private static Path directory;

    private static ChallengeVerifier verifier;

    @BeforeAll
    static void trust() throws Exception {
        verifier = TestingProvider.verifier(directory, CERTIFICATE);
    }

    @Test
    void verifiesAnHonestAnswerAndSaysWhatWasChecked() throws Exception {
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent, AMPLE)) {
            Verified verified = client.verify(verifier);

            assertThat(verified.certificate()).isEqualTo(CERTIFICATE);
            assertThat(verified.fingerprint()).isEqualTo(CertificateFingerprint.of(CERTIFICATE));
            assertThat(verified.scheme()).isEqualTo(SignatureScheme.RSA4096_PSS_SHA256_SALT478);
            assertThat(verified.checks())
                    .extracting(check -> check.name().label() + " " + check.ok())
                    .containsExactly("subject true", "not expired true", "trusted true", "signature true");
        }
    }

    @Test
    void asksWithAFreshChallengeEachTime() throws Exception {
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent, AMPLE)) {
            byte[] first = client.verify(verifier).challenge().message();
            byte[] second = client.verify(verifier).challenge().message();

            assertThat(first).isNotEqualTo(second);
            assertThat(agent.challenges()).isEqualTo(2);
        }
    }

    @Test
    void verifiesWithoutWaiting() throws Exception {
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent, AMPLE)) {
            Verified verified = client.verifyAsync(verifier).get(30, TimeUnit.SECONDS);
            assertThat(verified.fingerprint()).isEqualTo(CertificateFingerprint.of(CERTIFICATE));
        }
    }

    static Stream<Arguments> attacks() {
        byte[] otherChallenge = random(32);
        return Stream.of(
                attack("random bytes", Reason.SIGNATURE_INVALID, challenge -> signed(random(512))),
                attack(
                        "signature by another key",
                        Reason.SIGNATURE_INVALID,
                        challenge -> signed(TestingSignatures.raw(TestingKeys.stranger(), challenge))),
                attack(
                        "signature over another challenge",
                        Reason.SIGNATURE_INVALID,
                        challenge -> signed(TestingSignatures.raw(TestingKeys.signer(), otherChallenge))),
                attack(
                        "salt of 32 bytes under the name of 478",
                        Reason.SIGNATURE_INVALID,
                        challenge -> signed(TestingSignatures.sign(
                                TestingKeys.signer(), challenge, SignatureScheme.RSA4096_PSS_SHA256_SALT32))),
                attack(
                        "certificate that is not stored",
                        Reason.CERTIFICATE_NOT_TRUSTED,
                        challenge -> TestingAgent.answer(
                                STRANGER, TestingSignatures.raw(TestingKeys.stranger(), challenge))),
                attack(
                        "scheme with salt of 32 bytes",
                        Reason.SCHEME_UNEXPECTED,
                        challenge -> honest(challenge).toBuilder()
                                .setScheme(
                                        eu.qlpipeline.signing.v1.SignatureScheme
                                                .SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT32)
                                .build()),
                attack(
                        "unknown scheme",
                        Reason.SCHEME_UNEXPECTED,
                        challenge ->
                                honest(challenge).toBuilder().setSchemeValue(77).build()),
                attack(
                        "fingerprint of 31 bytes",
                        Reason.FINGERPRINT_LENGTH,
                        challenge -> honest(challenge).toBuilder()
                                .setCertificateSha256(ByteString.copyFrom(random(31)))
                                .build()),
                attack("signature of 511 bytes", Reason.SIGNATURE_LENGTH, challenge -> signed(random(511))),
                attack("signature of 513 bytes", Reason.SIGNATURE_LENGTH, challenge -> signed(random(513))),
                attack(
                        "empty reply",
                        Reason.FINGERPRINT_LENGTH,
                        challenge -> SignChallengeResponse.getDefaultInstance()),
                attack(
                        "reply without an answer",
                        Reason.ANSWER_MISSING,
                        challenge -> honest(challenge).toBuilder().clearRaw().build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void rejects(String name, Reason reason, Function<byte[], SignChallengeResponse> attack) throws Exception {
        try (var agent = TestingAgent.start(challenge -> Optional.of(attack.apply(challenge)));
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .extracting(VerificationException::reason)
                    .isEqualTo(reason);
            assertThatThrownBy(() -> client.verifyAsync(verifier).get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            VerificationException.class,
                            e -> assertThat(e.reason()).isEqualTo(reason));
        }
    }

    @Test
    void namesBothFingerprintsWhereTheCertificateIsNotStored() {
        try (var agent = TestingAgent.signing(TestingKeys.stranger(), STRANGER);
                var client = connect(agent, AMPLE)) {
            assertThatThrownBy(() -> client.verify(verifier))
                    .hasMessage("certificate: " + CertificateFingerprint.of(STRANGER) + " (expected: "
                            + CertificateFingerprint.of(CERTIFICATE) + ")");
        }
    }

    @Test
    void rejectsARecordedAnswerThatTheServerReplays() throws Exception {
        var recorded = new AtomicReference<SignChallengeResponse>();
        try (var agent = TestingAgent.start(challenge -> {
                    recorded.compareAndSet(null, honest(challenge));
                    return Optional.ofNullable(recorded.get());
                });
                var client = connect(agent, AMPLE)) {
            assertThat(client.verify(verifier).checks()).hasSize(4);
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .extracting(VerificationException::reason)
                    .isEqualTo(Reason.SIGNATURE_INVALID);
        }
    }

    @Test
    void refusesAnAgentWithAnotherTlsKeyBeforeItIsAsked() throws Exception {
        X509Certificate pinned = TestingCertificates.tls(TestingKeys.ec(), "CN=agent");
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var client = AgentClient.connect(agent.address(), pinned, identity(), AMPLE)) {
            assertThatExceptionOfType(VerificationException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessageMatching("agent's TLS key: sha256/.{44} \\(expected: sha256/.{44}\\)")
                    .extracting(VerificationException::reason)
                    .isEqualTo(Reason.AGENT_NOT_PINNED);
            assertThat(agent.challenges()).isZero();
        }
    }

    @Test
    void refusesAnAgentThatSpeaksTls12AtMostBeforeItIsAsked() throws Exception {
        try (var agent = TestingAgent.signingOverTls12(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessage("agent " + agent.address() + ": UNAVAILABLE: Received fatal alert: protocol_version");
            assertThat(agent.challenges()).isZero();
            assertThat(protocolOfAnother(agent)).isEqualTo("TLSv1.2");
        }
    }

    /** What a client of the JDK and that agent agree on. */
    private static String protocolOfAnother(TestingAgent agent) throws IOException {
        var context = TestingWebServer.context(
                TestingAgent.PROVIDER_KEY.getPrivate(),
                TestingAgent.PROVIDER,
                TestingWebServer.trust(agent.tlsCertificate()));
        try (var socket = (SSLSocket) context.getSocketFactory()
                .createSocket("127.0.0.1", agent.address().port())) {
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    @Test
    void passesARefusalOnWithTheAgentsReason() {
        try (var agent = TestingAgent.refusing(
                        Code.PERMISSION_DENIED,
                        eu.qlpipeline.signing.v1.Reason.REASON_CALLER_UNKNOWN,
                        "caller: unknown\u001b[2J");
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentRefusedException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessage("agent " + agent.address() + ": CALLER_UNKNOWN: caller: unknown [2J")
                    .matches(e -> e.reason() == AgentRefusedException.Reason.CALLER_UNKNOWN)
                    .matches(e -> !e.isRetryable());
        }
    }

    @Test
    void takesNoMoreThanALittleMetadata() {
        try (var agent = TestingAgent.refusing(
                        Code.PERMISSION_DENIED,
                        eu.qlpipeline.signing.v1.Reason.REASON_CALLER_UNKNOWN,
                        "x".repeat(32 * 1024));
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class).isThrownBy(() -> client.verify(verifier));
        }
    }

    @Test
    void tellsARefusalThatMayPassFromOneThatWillNot() {
        try (var agent = TestingAgent.refusing(
                        Code.RESOURCE_EXHAUSTED, eu.qlpipeline.signing.v1.Reason.REASON_OVERLOADED, "queue: full");
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentRefusedException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .matches(AgentRefusedException::isRetryable)
                    .matches(e -> e.retryAfter().isEmpty());
        }
    }

    @Test
    void tellsWhenTheAgentAdvisesToTryAgain() {
        var rejection = Rejection.newBuilder()
                .setReason(eu.qlpipeline.signing.v1.Reason.REASON_RATE_LIMITED)
                .setRetryAfterMs(1250)
                .build();
        try (var agent = TestingAgent.refusing(Code.RESOURCE_EXHAUSTED, rejection);
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentRefusedException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(1250)));
        }
    }

    @Test
    void takesTheLongestAdviceForWhatItIs() {
        var rejection = Rejection.newBuilder().setRetryAfterMs(-1).build();
        try (var agent = TestingAgent.refusing(Code.RESOURCE_EXHAUSTED, rejection);
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentRefusedException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(4_294_967_295L)));
        }
    }

    @Test
    void waitsNoLongerThanTheDeadlineForAnAgentThatNeverAnswers() {
        try (var agent = TestingAgent.start(challenge -> Optional.empty());
                var client = connect(agent, Duration.ofMillis(800))) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessage("agent " + agent.address() + ": no answer within 800 ms");
        }
    }

    @Test
    void saysEachTimeThatANameDoesNotResolve() {
        try (var client = AgentClient.connect(new AgentAddress("no.invalid", 1), CERTIFICATE, identity(), AMPLE)) {
            for (int call = 0; call < 2; call++) {
                assertThatExceptionOfType(AgentUnavailableException.class)
                        .isThrownBy(() -> client.verify(verifier))
                        .withMessage("agent no.invalid:1: UNAVAILABLE: name no.invalid: not known"
                                + " (expected: a name that resolves)");
            }
        }
    }

    @Test
    void waitsNoLongerThanTheDeadlineForAPeerThatNeverSpeaksTls() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = AgentClient.connect(
                        new AgentAddress("127.0.0.1", silent.getLocalPort()),
                        CERTIFICATE,
                        identity(),
                        Duration.ofMillis(300))) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessageEndingWith("no answer within 300 ms");
        }
    }

    @Test
    void saysThatTheConnectionWasRefused() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (var client = AgentClient.connect(new AgentAddress("127.0.0.1", port), CERTIFICATE, identity(), AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessage("agent 127.0.0.1:" + port + ": UNAVAILABLE: Connection refused");
        }
    }

    @Test
    void cannotAskWithACertificateThatTheAgentDoesNotKnow() throws Exception {
        var key = TestingKeys.ec();
        var stranger = ClientIdentity.of(TestingCertificates.tls(key, "CN=stranger"), key.getPrivate());
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var client = AgentClient.connect(agent.address(), agent.tlsCertificate(), stranger, AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class).isThrownBy(() -> client.verify(verifier));
            assertThat(agent.challenges()).isZero();
        }
    }

    @Test
    void refusesAReplyOfAMegabyte() {
        try (var agent = TestingAgent.start(challenge -> Optional.of(signed(random(1024 * 1024))));
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessageContaining("RESOURCE_EXHAUSTED");
        }
    }

    @Test
    void cancellingTheFutureCancelsTheCall() throws Exception {
        try (var agent = TestingAgent.start(challenge -> Optional.empty());
                var client = connect(agent, AMPLE)) {
            var answer = client.verifyAsync(verifier);
            await().until(() -> agent.challenges() == 1);
            answer.cancel(true);
            assertThat(agent.cancelled().await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    static Stream<Duration> deadlines() {
        return Stream.of(
                Duration.ZERO,
                Duration.ofNanos(-1),
                Duration.ofHours(1).plusNanos(1),
                ChronoUnit.FOREVER.getDuration(),
                Duration.ofSeconds(Long.MIN_VALUE));
    }

    @ParameterizedTest
    @MethodSource("deadlines")
    void demandsADeadline(Duration deadline) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> AgentClient.connect(new AgentAddress("localhost", 1), CERTIFICATE, identity(), deadline))
                .withMessage("deadline: " + deadline + " (expected: more than zero, at most 1 h)");
    }

    @Test
    void takesADeadlineOfAnHour() {
        try (var agent = TestingAgent.signing(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent, Duration.ofHours(1))) {
            assertThatCode(() -> client.verify(verifier)).doesNotThrowAnyException();
        }
    }

    @Test
    void anInterruptedThreadHearsThatTheAgentIsUnavailableAndStaysInterrupted() {
        try (var agent = TestingAgent.start(challenge -> Optional.empty());
                var client = connect(agent, AMPLE)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static Arguments attack(String name, Reason reason, Function<byte[], SignChallengeResponse> attack) {
        return Arguments.of(name, reason, attack);
    }

    private static SignChallengeResponse honest(byte[] challenge) {
        return signed(TestingSignatures.raw(TestingKeys.signer(), challenge));
    }

    private static SignChallengeResponse signed(byte[] signature) {
        return TestingAgent.answer(CERTIFICATE, signature);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
