package eu.qlpipeline.signing.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.config.ConfigRequest;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import eu.qlpipeline.signing.contract.TestingClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of the signing key's certificate and of the agent's own for TLS before they end and after. */
class EndingCertificatesTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path directory;

    private final TestingPeer agent = TestingPeer.make("agent");
    private final Instant begin = agent.certificate().getNotBefore().toInstant();
    private final Instant end = agent.certificate().getNotAfter().toInstant();

    @BeforeEach
    void writeThePair() throws IOException {
        agent.write(directory.resolve("tls.crt"), directory.resolve("tls.key"));
    }

    private AgentSettings settings() {
        var flags = List.of(
                "token.module=/m",
                "token.label=t",
                "token.pin.file=/p",
                "server.port=0",
                "server.certificate=" + directory.resolve("tls.crt"),
                "server.key=" + directory.resolve("tls.key"));
        return ConfigLoader.load(new ConfigRequest(Optional.empty(), flags, Map.of(), directory))
                .settings();
    }

    private DoctorFinding tlsFiles(Instant now) {
        List<DoctorFinding> findings = new ArrayList<>();
        new SurroundingsChecks(settings(), Optional.empty(), new TestingClock(now)).examine(findings::add);
        return findings.stream()
                .filter(finding -> finding.check().equals("TLS files"))
                .findFirst()
                .orElseThrow();
    }

    private DoctorFinding expiry(Instant now) {
        return new SigningCertificateChecks(directory, new TestingClock(now)).expiry(agent.certificate());
    }

    @Test
    void theSigningKeysCertificateEndsOrHasEnded() {
        assertThat(expiry(end.minus(DAY.multipliedBy(91))))
                .extracting(DoctorFinding::level)
                .isEqualTo(DoctorFinding.Level.OK);
        assertThat(expiry(end.minus(DAY.multipliedBy(89))).detail())
                .isEqualTo("certificate ends at " + end + ", in 89 days");
        assertThat(expiry(end.plus(DAY.multipliedBy(979))).detail()).isEqualTo("certificate ended at " + end);
    }

    @Test
    void theDoctorWarnsOfTheAgentsOwnThirtyDaysBefore() {
        assertThat(tlsFiles(end.minusSeconds(1)).level()).isEqualTo(DoctorFinding.Level.WARNING);
        assertThat(tlsFiles(end.minusSeconds(1)).detail())
                .isEqualTo("server.certificate: ends at " + end + ", in 0 days");
        assertThat(tlsFiles(end.minusSeconds(1)).hints()).isNotEmpty();
    }

    @Test
    void theDoctorRefusesTheAgentsOwnWhereItIsNotValid() {
        assertThat(tlsFiles(end.plusSeconds(1)).level()).isEqualTo(DoctorFinding.Level.FAILED);
        assertThat(tlsFiles(end.plusSeconds(1)).detail())
                .isEqualTo("server.certificate: expired at " + end + " (expected: valid)");
        assertThat(tlsFiles(begin.minusSeconds(1)).detail())
                .isEqualTo("server.certificate: not valid before " + begin + " (expected: valid)");
    }
}
