package eu.qlpipeline.signing.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.TestingAuthority;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.TestingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the doctor warns of: callers that get in no more, or not for long. */
class CallerChecksTest {

    private static final Instant CERTIFICATE_END =
            TestingKeys.certificate(1).getNotAfter().toInstant();
    private static final Instant LONG_BEFORE = CERTIFICATE_END.minus(Duration.ofDays(60));

    @TempDir
    private Path directory;

    @BeforeEach
    void admit() throws IOException {
        Files.writeString(directory.resolve("a.crt"), TestingAuthority.pem(TestingKeys.certificate(1)));
        write("");
    }

    private void write(String more) throws IOException {
        Files.writeString(directory.resolve("a.yaml"), "certificate: a.crt\npurposes: [raw-challenge]\n" + more);
    }

    private DoctorFinding at(Instant now) {
        return new CallerChecks(new PolicySettings(directory), new TestingClock(now)).examine();
    }

    @Test
    void aCallerThatGoesOnIsWell() {
        assertThat(at(LONG_BEFORE)).isEqualTo(DoctorFinding.ok("callers", "1 in " + directory));
    }

    @Test
    void aStoredCertificateThatHasEndedOrEndsSoonIsAWarning() {
        DoctorFinding soon = at(CERTIFICATE_END.minus(Duration.ofDays(29)));
        assertThat(soon.level()).isEqualTo(DoctorFinding.Level.WARNING);
        assertThat(soon.detail())
                .isEqualTo("1 in " + directory + "; the stored certificate of a ends at " + CERTIFICATE_END
                        + ", in 29 days");
        assertThat(at(CERTIFICATE_END).detail())
                .isEqualTo("1 in " + directory + "; the stored certificate of a ended at " + CERTIFICATE_END);
    }

    @Test
    void anEndOfTheCallerIsAWarningToo() throws IOException {
        Instant end = LONG_BEFORE.plus(Duration.ofDays(3));
        write("valid-until: " + end + "\n");
        assertThat(at(LONG_BEFORE).detail())
                .isEqualTo("1 in " + directory + "; valid-until of a ends at " + end + ", in 3 days");
        assertThat(at(end).detail()).isEqualTo("1 in " + directory + "; valid-until of a ended at " + end);
    }

    @Test
    void whoIsDisabledIsNoneAndNoneIsAFailure() throws IOException {
        write("disabled: true\n");
        assertThat(at(CERTIFICATE_END).level()).isEqualTo(DoctorFinding.Level.FAILED);
    }
}
