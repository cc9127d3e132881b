package eu.qlpipeline.signing.client.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.ClientIdentity;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.TestingSignatures;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import eu.qlpipeline.signing.client.verify.RecordedAnswer;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RegisteredProvider.class)
@SuppressWarnings("NullAway.Init") // set before all tests
class RemoteKeyTest {

    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());
    private static final PSSParameterSpec PARAMETERS = SignatureScheme.RSA4096_PSS_SHA256_SALT32.parameters();
    private static final RemoteKeyProvider PROVIDER = new RemoteKeyProvider();

    private static TestingAgent agent;
    private static AgentClient client;
    private static RemotePrivateKey key;

    @BeforeAll
    static void start() throws Exception {
        agent = TestingAgent.signingTls(TestingKeys.signer(), CERTIFICATE);
        client = AgentClient.connect(
                agent.address(),
                agent.tlsCertificate(),
                ClientIdentity.of(TestingAgent.PROVIDER, TestingAgent.PROVIDER_KEY.getPrivate()),
                Duration.ofSeconds(30));
        key = RemotePrivateKey.of(client, CERTIFICATE);
    }

    @AfterAll
    static void stop() {
        client.close();
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 48})
    void signsTheContentOfAClient(int hashLength) throws Exception {
        Tls13CertificateVerify purpose = Tls13CertificateVerify.of(random(hashLength));

        SignatureVerifier.of(CERTIFICATE).verify(purpose, PssSignature.of(sign(purpose.message())));
        assertThat(agent.tlsRequests()
                        .get(agent.tlsRequests().size() - 1)
                        .getTranscriptHash()
                        .toByteArray())
                .isEqualTo(purpose.transcriptHash());
    }

    static Stream<Arguments> otherContents() {
        String context = " ".repeat(64) + "TLS 1.3, %s CertificateVerify\0";
        byte[] hash = random(32);
        return Stream.of(
                Arguments.of("nothing", new byte[0]),
                Arguments.of("a challenge", random(32)),
                Arguments.of("free bytes of the same length", random(130)),
                Arguments.of("a server's content", concat(context.formatted("server"), hash)),
                Arguments.of("an exporter's context", concat(context.formatted("clieNt"), hash)),
                Arguments.of("hash of 31 bytes", concat(context.formatted("client"), random(31))),
                Arguments.of("hash of 64 bytes", concat(context.formatted("client"), random(64))),
                Arguments.of("a handshake of TLS 1.2", random(4000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherContents")
    void refusesOtherContentBeforeTheAgentIsAsked(String name, byte[] content) {
        int before = agent.tlsRequests().size();
        assertThatExceptionOfType(RemoteKeyException.class)
                .isThrownBy(() -> sign(content))
                .withMessageContaining("expected: ");
        assertThat(agent.tlsRequests()).hasSize(before);
    }

    @Test
    void refusesForeignKeysAndVerification() throws Exception {
        Signature engine = Signature.getInstance("RSASSA-PSS", PROVIDER);
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> engine.initSign(TestingKeys.stranger().getPrivate()));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> engine.initVerify(CERTIFICATE.getPublicKey()));
    }

    @Test
    void offersOneServiceForOneClassOfKeys() {
        assertThat(PROVIDER.getServices()).singleElement().satisfies(service -> {
            assertThat(service.getType() + "." + service.getAlgorithm()).isEqualTo("Signature.RSASSA-PSS");
            assertThat(service.supportsParameter(key)).isTrue();
            assertThat(service.supportsParameter(TestingKeys.stranger().getPrivate()))
                    .isFalse();
        });
    }

    @Test
    void theKeyHasNoEncodingAndTellsNothing() throws Exception {
        assertThat(key.getEncoded()).isNull();
        assertThat(key.getFormat()).isNull();
        assertThat((Object) key).isNotInstanceOf(RSAPrivateKey.class);
        assertThat(key.getModulus()).isEqualTo(((RSAPublicKey) CERTIFICATE.getPublicKey()).getModulus());
        assertThat(key).hasToString("RemotePrivateKey[" + CertificateFingerprint.of(CERTIFICATE) + "]");
        try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatExceptionOfType(NotSerializableException.class).isThrownBy(() -> out.writeObject(key));
        }
    }

    @Test
    void refusesACertificateThatIsNotOfRsa4096() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> RemotePrivateKey.of(client, TestingCertificates.pipeline(TestingKeys.rsa2048())))
                .withMessageContaining("4096");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> RemotePrivateKey.of(client, TestingAgent.PROVIDER))
                .withMessageContaining("4096");
    }

    @Test
    void aContextWithoutATrustManagerRefusesAServerThatTheJdkDoesNotTrustAndSignsNothing() throws Exception {
        int before = agent.tlsRequests().size();
        SSLSocketFactory sockets = RemoteKeys.sslContext(key).getSocketFactory();
        try (var server = TestingWebServer.tls13(CERTIFICATE);
                var socket = (SSLSocket) sockets.createSocket("127.0.0.1", server.port())) {
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(socket::startHandshake)
                    .withMessageContaining("PKIX");
        }
        assertThat(agent.tlsRequests()).hasSize(before);
    }

    @Test
    void refusesAContextOfAnotherTlsThanTheJdks() {
        Provider conscrypt = Conscrypt.newProvider();
        Security.insertProviderAt(conscrypt, 1);
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> RemoteKeys.sslContext(key))
                    .withMessage("TLS: of provider " + conscrypt.getName()
                            + " (expected: SunJSSE, before all others with TLSv1.3)");
        } finally {
            Security.removeProvider(conscrypt.getName());
        }
    }

    @Test
    void signaturesForTlsAndForChallengesAreRefusedInEachOthersPlace(@TempDir Path directory) throws Exception {
        TrustStore store = TrustStore.at(directory.resolve("trusted"));
        store.add(
                TestingCertificates.write(directory, "pipeline.pem", TestingCertificates.pem(CERTIFICATE)),
                CertificateFingerprint.of(CERTIFICATE));
        byte[] hash = random(32);
        byte[] forTls = sign(Tls13CertificateVerify.of(hash).message());
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> new ChallengeVerifier(store).checkRecorded(RecordedAnswer.of(hash, forTls)))
                .extracting(VerificationException::reason)
                .isEqualTo(VerificationException.Reason.SIGNATURE_INVALID);

        PssSignature forChallenge = PssSignature.of(TestingSignatures.raw(
                TestingKeys.signer(), RawChallenge.of(hash).message()));
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(
                        () -> SignatureVerifier.of(CERTIFICATE).verify(Tls13CertificateVerify.of(hash), forChallenge));
    }

    private static byte[] sign(byte[] content) throws Exception {
        Signature engine = engine();
        engine.update(content);
        return engine.sign();
    }

    private static Signature engine() throws Exception {
        Signature engine = Signature.getInstance("RSASSA-PSS", PROVIDER);
        engine.setParameter(PARAMETERS);
        engine.initSign(key);
        return engine;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(String context, byte[] hash) {
        byte[] start = context.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(start, start.length + hash.length);
        System.arraycopy(hash, 0, whole, start.length, hash.length);
        return whole;
    }
}
