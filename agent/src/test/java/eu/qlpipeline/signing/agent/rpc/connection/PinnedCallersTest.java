package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is taken for a caller by what it presents. */
class PinnedCallersTest {

    private static final String AUTH = "UNKNOWN";
    private static final X509Certificate KNOWN = TestingKeys.certificate(1);
    private static final X509Certificate STRANGER = TestingKeys.certificate(2);

    private final LivePolicy policy = new LivePolicy(Clock.systemUTC());
    private final PinnedCallers callers = new PinnedCallers(policy);

    private static X509Certificate[] chain(X509Certificate... certificates) {
        return certificates;
    }

    @BeforeEach
    void publish() {
        policy.publish(CallerRegistry.of(List.of(
                new Caller("known", TestingKeys.fingerprint(1), Set.of(PurposeKind.RAW_CHALLENGE), List.of(), true))));
    }

    /** A peer proves the key of its first certificate; the others it may have from anywhere. */
    @Test
    void aKnownKeyBehindAnotherIsNoProof() {
        assertThatCode(() -> callers.checkClientTrusted(chain(KNOWN, STRANGER), AUTH))
                .doesNotThrowAnyException();
        assertThat(callers.refused(LivePolicy.Refusal.UNKNOWN)).isZero();

        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> callers.checkClientTrusted(chain(STRANGER, KNOWN), AUTH))
                .withMessageStartingWith("UNKNOWN: key " + TestingKeys.fingerprint(2));
        assertThat(callers.refused(LivePolicy.Refusal.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void noServerIsTakenForACaller() {
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> callers.checkServerTrusted(chain(KNOWN), AUTH));
    }
}
