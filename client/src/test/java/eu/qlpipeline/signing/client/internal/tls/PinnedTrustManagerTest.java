package eu.qlpipeline.signing.client.internal.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which servers are taken for an agent. */
class PinnedTrustManagerTest {

    private static final String AUTH = "UNKNOWN";
    private static final KeyPair AGENT_KEY = TestingKeys.ec();
    private static final X509Certificate AGENT = TestingCertificates.tls(AGENT_KEY, "CN=agent");
    private static final X509Certificate OTHER_AGENT = TestingCertificates.tls(TestingKeys.ec(), "CN=agent");
    private static final X509Certificate STRANGER = TestingCertificates.tls(TestingKeys.ec(), "CN=agent");

    private final PinnedTrustManager trust =
            new PinnedTrustManager(List.of(PublicKeyPin.of(AGENT), PublicKeyPin.of(OTHER_AGENT)));

    private static X509Certificate[] chain(X509Certificate... certificates) {
        return certificates;
    }

    @Test
    void takesAnyOfTheKeysWhateverItsCertificateSays() {
        Instant longAgo = Instant.now().minus(Duration.ofDays(1000));
        X509Certificate old =
                TestingCertificates.of(AGENT_KEY, "CN=another", longAgo, longAgo.plus(Duration.ofDays(1)));
        for (X509Certificate each : List.of(AGENT, OTHER_AGENT, old)) {
            assertThatCode(() -> trust.checkServerTrusted(chain(each), AUTH)).doesNotThrowAnyException();
        }
    }

    /** A peer proves the key of its first certificate; the others it may have from anywhere. */
    @Test
    void aPinnedKeyBehindAnotherIsNoProof() {
        assertThatCode(() -> trust.checkServerTrusted(chain(AGENT, STRANGER), AUTH))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(PinMismatchException.class)
                .isThrownBy(() -> trust.checkServerTrusted(chain(STRANGER, AGENT), AUTH))
                .withMessageStartingWith("agent's TLS key: " + PublicKeyPin.of(STRANGER));
    }

    @Test
    void noClientIsTakenForAnAgent() {
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> trust.checkClientTrusted(chain(AGENT), AUTH));
    }
}
