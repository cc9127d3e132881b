package eu.qlpipeline.signing.agent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.Tls13CertificateVerify;
import eu.qlpipeline.signing.contract.jca.Tls13KeyManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Security;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenTlsKeyTest {

    private final TestingTokenKey signer = TestingTokenKey.signing();
    private final TokenTlsKey key = TokenTlsKey.of(TestingTokenKey.certificate(), signer);

    @BeforeAll
    static void registersTheProviderLast() {
        Security.addProvider(new TokenTlsProvider());
    }

    @Test
    void logsInWithOneCertificateVerify() throws Exception {
        try (var server = TestingWebServer.start("TLSv1.3", TestingTokenKey.certificate())) {
            assertThat(get(key.context(TestingWebServer.trust()), server)).isEqualTo("CN=ql-pipeline.eu");
        }
        assertThat(signer.asked()).singleElement().isInstanceOf(Tls13CertificateVerify.class);
        assertThat(key.signatures()).isEqualTo(1);
    }

    @Test
    void isNotAskedForTls12WhichItDoesNotOffer() {
        try (var old = TestingWebServer.start("TLSv1.2", TestingTokenKey.certificate())) {
            assertThatThrownBy(() -> get(key.context(TestingWebServer.trust()), old))
                    .isInstanceOf(SSLException.class);
        }
        assertThat(signer.asked()).isEmpty();
    }

    @Test
    void isNotAskedForTls12WhereSomebodyOffersIt() throws Exception {
        SSLContext both = SSLContext.getInstance("TLS");
        both.init(new KeyManager[] {new Tls13KeyManager(key)}, new TrustManager[] {TestingWebServer.trust()}, null);
        try (var old = TestingWebServer.start("TLSv1.2", TestingTokenKey.certificate())) {
            assertThat(failure(both, old).verdict()).isEmpty();
            assertThat(failure(both, old)).hasMessageContaining("TLS 1.2 is refused");
        }
        assertThat(signer.asked()).isEmpty();
    }

    @Test
    void passesOnWhyTheTokenDoesNotSign() {
        var lost = new AgentException(ReasonCode.TOKEN_SESSION_LOST, "token: session lost");
        TokenTlsKey broken = TokenTlsKey.of(TestingTokenKey.certificate(), TestingTokenKey.failing(lost));
        try (var server = TestingWebServer.start("TLSv1.3", TestingTokenKey.certificate())) {
            assertThat(failure(broken.context(TestingWebServer.trust()), server).verdict())
                    .contains(lost);
            assertThat(server.sessions()).isEmpty();
        }
        assertThat(broken.signatures()).isZero();
    }

    @Test
    void refusesTheCertificateOfAnotherKey() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> TokenTlsKey.of(TestingKeys.certificate(1), signer))
                .withMessageContaining("as at the login")
                .extracting(AgentException::reason)
                .isEqualTo(ReasonCode.KEY_UNUSABLE);
    }

    private static String get(SSLContext context, TestingWebServer server) throws Exception {
        HttpClient http = HttpClient.newBuilder().sslContext(context).build();
        var request = HttpRequest.newBuilder(URI.create(server.url())).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The key's own exception among the causes of what is thrown. */
    private static TokenKeyException failure(SSLContext context, TestingWebServer server) {
        try {
            throw new AssertionError("answer: " + get(context, server) + " (expected: none)");
        } catch (Exception e) {
            return Stream.iterate((Throwable) e, at -> at != null, Throwable::getCause)
                    .filter(TokenKeyException.class::isInstance)
                    .map(TokenKeyException.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("cause: none of the key", e));
        }
    }
}
