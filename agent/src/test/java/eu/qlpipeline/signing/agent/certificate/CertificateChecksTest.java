package eu.qlpipeline.signing.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.TestingClock;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CertificateChecksTest {

    private static final X509Certificate CERTIFICATE = TestingKeys.certificate(1);

    /** An agent that finds it again and again says it once. */
    @Test
    void theSameReasonIsTheSameMessageWheneverItIsFound() {
        Instant end = CERTIFICATE.getNotAfter().toInstant();
        var clock = new TestingClock(end.plus(Duration.ofDays(1)));
        AgentException first = refusal(clock);
        clock.advance(Duration.ofHours(1));
        AgentException second = refusal(clock);

        assertThat(first).hasMessage("certificate: expired at " + end + " (expected: valid now)");
        assertThat(second).hasMessage(first.getMessage());
        assertThat(second.reason()).isEqualTo(ReasonCode.CERTIFICATE_NOT_VALID_NOW);
        assertThat(second.hints()).first().asString().startsWith("check this machine's clock, which says ");
    }

    private static AgentException refusal(TestingClock clock) {
        return catchThrowableOfType(AgentException.class, () -> CertificateChecks.requireValidNow(CERTIFICATE, clock));
    }
}
