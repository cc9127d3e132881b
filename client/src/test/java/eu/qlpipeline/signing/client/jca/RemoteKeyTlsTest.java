package eu.qlpipeline.signing.client.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import eu.qlpipeline.signing.client.AgentAddress;
import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import eu.qlpipeline.signing.client.ClientIdentity;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.codec.TlsCodec;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes with a real server of TLS 1.3 that demands the certificate. */
@ExtendWith(RegisteredProvider.class)
class RemoteKeyTlsTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final String WELCOME = "courses for CN=ql-pipeline.eu,O=Quality Link,C=EU";

    @ParameterizedTest
    @CsvSource({"TLS_AES_256_GCM_SHA384, 48", "TLS_AES_128_GCM_SHA256, 32"})
    void httpClientLogsInAndTheAgentSeesOnlyTheHash(String cipherSuite, int hashLength) throws Exception {
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent.address(), agent);
                var server = TestingWebServer.tls13(cipherSuite, CERTIFICATE)) {
            assertThat(get(context(client), server)).isEqualTo(WELCOME);

            assertThat(server.sessions().get(0).getProtocol()).isEqualTo("TLSv1.3");
            assertThat(server.sessions().get(0).getCipherSuite()).isEqualTo(cipherSuite);
            assertThat(agent.tlsRequests())
                    .singleElement()
                    .extracting(request -> request.getTranscriptHash().size())
                    .isEqualTo(hashLength);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"})
    void okHttpLogsInAndAsksForOneSignatureForTwoRequestsOnOneConnection(String cipherSuite) throws Exception {
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent.address(), agent);
                var server = TestingWebServer.tls13(cipherSuite, CERTIFICATE)) {
            RemotePrivateKey key = RemotePrivateKey.of(client, CERTIFICATE);
            SSLContext context = RemoteKeys.sslContext(key, TestingWebServer.trust());
            var http = new OkHttpClient.Builder()
                    .sslSocketFactory(context.getSocketFactory(), TestingWebServer.trust())
                    .build();
            assertThat(call(http, server)).isEqualTo(WELCOME);
            assertThat(call(http, server)).isEqualTo(WELCOME);

            assertThat(agent.tlsRequests()).hasSize(1);
            assertThat(key.signatures()).isEqualTo(1);
            assertThat(server.sessions()).hasSize(2);
            http.connectionPool().evictAll();
        }
    }

    @Test
    void anotherContextIsAnotherLogInAndTakesAnotherSignature() throws Exception {
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent.address(), agent);
                var server = TestingWebServer.tls13(CERTIFICATE)) {
            assertThat(get(context(client), server)).isEqualTo(WELCOME);
            assertThat(get(context(client), server)).isEqualTo(WELCOME);
            assertThat(agent.tlsRequests()).hasSize(2);
        }
    }

    static Stream<Arguments> otherKeys() {
        return Stream.of(
                Arguments.of("RSA of 4096 bits", TestingKeys.stranger()),
                Arguments.of("RSA of 2048 bits", TestingKeys.rsa2048()),
                Arguments.of("EC", TestingKeys.ec()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherKeys")
    void otherKeysOfTheJvmGoOnAsClientsAndAsServers(String name, KeyPair pair) throws Exception {
        X509Certificate own = TestingCertificates.server(pair, "other.example");
        try (var server = TestingWebServer.of(pair.getPrivate(), own, own)) {
            SSLContext context = TestingWebServer.context(pair.getPrivate(), own, TestingWebServer.trust(own));
            assertThat(get(context, server)).isEqualTo("courses for CN=other.example");
        }
    }

    @Test
    void tls12IsNotOfferedAndTheAgentNotAsked() throws Exception {
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent.address(), agent);
                var server = tls12()) {
            assertThatThrownBy(() -> get(context(client), server.url("/")))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("protocol_version");
            assertThat(agent.tlsRequests()).isEmpty();
        }
    }

    @Test
    void tls12IsRefusedByTheKeyWhereTheProgramOffersIt() throws Exception {
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var client = connect(agent.address(), agent);
                var server = tls12()) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new RemoteKeyManager(RemotePrivateKey.of(client, CERTIFICATE))},
                    new TrustManager[] {TestingWebServer.trust()},
                    null);
            assertThat(remoteFailure(() -> get(context, server.url("/"))))
                    .hasMessageContaining("TLS 1.2 is refused")
                    .hasNoCause();
            assertThat(agent.tlsRequests()).isEmpty();
        }
    }

    static Stream<Arguments> dishonestAnswers() {
        X509Certificate other = TestingCertificates.pipeline(TestingKeys.stranger());
        return Stream.of(
                answer(
                        "signature by another key",
                        "does not verify",
                        request -> signed(TestingKeys.stranger(), request)),
                answer(
                        "salt of 478 bytes",
                        "does not verify",
                        request -> TestingAgent.tlsAnswer(
                                CERTIFICATE,
                                TestingSignatures.raw(
                                        TestingKeys.signer(),
                                        TlsCodec.decode(request).message()))),
                answer("garbage", "does not verify", request -> TestingAgent.tlsAnswer(CERTIFICATE, new byte[512])),
                answer("511 bytes", "511 bytes", request -> TestingAgent.tlsAnswer(CERTIFICATE, new byte[511])),
                answer("nothing", "0 bytes", request -> SignTls13CertificateVerifyResponse.getDefaultInstance()),
                answer(
                        "another certificate",
                        CertificateFingerprint.of(other) + " (expected: " + CertificateFingerprint.of(CERTIFICATE)
                                + ")",
                        request -> TestingAgent.tlsAnswer(other, sign(TestingKeys.stranger(), request))),
                answer(
                        "no fingerprint",
                        "0 bytes",
                        request -> signed(TestingKeys.signer(), request).toBuilder()
                                .setCertificateSha256(ByteString.EMPTY)
                                .build()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dishonestAnswers")
    void theServerNeverSeesADishonestAnswer(
            String name,
            String message,
            Function<SignTls13CertificateVerifyRequest, SignTls13CertificateVerifyResponse> answer)
            throws Exception {
        try (var agent = TestingAgent.startTls(request -> Optional.of(answer.apply(request)));
                var client = connect(agent.address(), agent);
                var server = TestingWebServer.tls13(CERTIFICATE)) {
            assertThat(remoteFailure(() -> get(context(client), server))).hasMessageContaining(message);
            assertThat(server.sessions()).isEmpty();
        }
    }

    @Test
    void theReasonOfARefusalReachesTheProgram() throws Exception {
        try (var agent = TestingAgent.refusing(
                        Code.PERMISSION_DENIED, Reason.REASON_PURPOSE_NOT_PERMITTED, "purpose: not permitted");
                var client = connect(agent.address(), agent);
                var server = TestingWebServer.tls13(CERTIFICATE)) {
            assertThat(remoteFailure(() -> get(context(client), server)))
                    .hasMessageContaining("PURPOSE_NOT_PERMITTED: purpose: not permitted")
                    .hasCauseInstanceOf(AgentRefusedException.class);
        }
    }

    @Test
    void anAgentThatNeverAnswersIsWaitedForNoLongerThanTheDeadline() throws Exception {
        try (var agent = TestingAgent.startTls(request -> Optional.empty());
                var client = AgentClient.connect(
                        agent.address(), agent.tlsCertificate(), identity(), Duration.ofMillis(800));
                var server = TestingWebServer.tls13(CERTIFICATE)) {
            assertThat(remoteFailure(() -> get(context(client), server)))
                    .hasMessageEndingWith("no answer within 800 ms")
                    .hasCauseInstanceOf(AgentUnavailableException.class);
        }
    }

    @Test
    void anAgentThatIsNotThereIsNamed() throws Exception {
        AgentAddress gone;
        TestingAgent agent = TestingAgent.startTls(request -> Optional.empty());
        gone = agent.address();
        agent.close();
        try (var client = connect(gone, agent);
                var server = TestingWebServer.tls13(CERTIFICATE)) {
            assertThat(remoteFailure(() -> get(context(client), server)))
                    .hasMessage("agent " + gone + ": UNAVAILABLE: Connection refused")
                    .hasCauseInstanceOf(AgentUnavailableException.class);
        }
    }

    @Test
    void anotherAgentThanThePinnedOneIsNotAsked() throws Exception {
        X509Certificate pinned = TestingCertificates.tls(TestingKeys.ec(), "CN=agent");
        try (var agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
                var client = AgentClient.connect(agent.address(), pinned, identity(), AMPLE);
                var server = TestingWebServer.tls13(CERTIFICATE)) {
            assertThat(remoteFailure(() -> get(context(client), server)))
                    .cause()
                    .isInstanceOfSatisfying(
                            VerificationException.class,
                            e -> assertThat(e.reason()).isEqualTo(VerificationException.Reason.AGENT_NOT_PINNED));
            assertThat(agent.tlsRequests()).isEmpty();
        }
    }

    private static Arguments answer(
            String name,
            String message,
            Function<SignTls13CertificateVerifyRequest, SignTls13CertificateVerifyResponse> answer) {
        return Arguments.of(name, message, answer);
    }

    private static SignTls13CertificateVerifyResponse signed(KeyPair key, SignTls13CertificateVerifyRequest request) {
        return TestingAgent.tlsAnswer(CERTIFICATE, sign(key, request));
    }

    private static byte[] sign(KeyPair key, SignTls13CertificateVerifyRequest request) {
        return TestingSignatures.sign(
                key, TlsCodec.decode(request).message(), SignatureScheme.RSA4096_PSS_SHA256_SALT32);
    }

    private static AgentClient connect(AgentAddress address, TestingAgent agent) throws Exception {
        return AgentClient.connect(address, agent.tlsCertificate(), identity(), AMPLE);
    }

    private static ClientIdentity identity() throws Exception {
        return ClientIdentity.of(TestingAgent.PROVIDER, TestingAgent.PROVIDER_KEY.getPrivate());
    }

    private static SSLContext context(AgentClient client) throws Exception {
        return RemoteKeys.sslContext(RemotePrivateKey.of(client, CERTIFICATE), TestingWebServer.trust());
    }

    private static TestingTls12Server tls12() {
        return TestingTls12Server.start(TestingWebServer.key(), TestingWebServer.certificate(), CERTIFICATE);
    }

    private static String get(SSLContext context, TestingWebServer server) throws Exception {
        return get(context, server.url("/api/courses"));
    }

    private static String get(SSLContext context, String url) throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(context).build();
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String call(OkHttpClient http, TestingWebServer server) throws IOException {
        var request = new Request.Builder().url(server.url("/api/courses")).build();
        try (Response response = http.newCall(request).execute()) {
            return response.body().string();
        }
    }

    /** The remote key's own exception among the causes of what is thrown. */
    private static RemoteKeyException remoteFailure(Attempt attempt) {
        try {
            throw new AssertionError("answer: " + attempt.make() + " (expected: none)");
        } catch (Exception e) {
            return causes(e)
                    .filter(RemoteKeyException.class::isInstance)
                    .map(RemoteKeyException.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("cause: none of the remote key", e));
        }
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, at -> at != null, Throwable::getCause);
    }

    @FunctionalInterface
    private interface Attempt {
        String make() throws Exception;
    }
}
