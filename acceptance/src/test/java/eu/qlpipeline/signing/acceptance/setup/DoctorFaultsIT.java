package eu.qlpipeline.signing.acceptance.setup;

import static eu.qlpipeline.signing.acceptance.setup.DoctorReport.check;
import static eu.qlpipeline.signing.acceptance.setup.DoctorReport.checks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code doctor} finds in a token that takes the login of an agent, and then does not sign or does not answer. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorFaultsIT {

    private static final int FAILED = 1;
    private static final int UNREACHABLE = 3;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final AgentHome home;
    private final AgentProgram plain;
    private final Path faultModule;

    DoctorFaultsIT(Stage stage) {
        home = stage.agent("agent");
        home.admit("provider-a", stage.identity("provider-a").certificate());
        plain = stage.program(home);
        faultModule = stage.faultModule();
    }

    private AgentProgram doctorOn(String fault) throws IOException {
        // A login that hangs counts, so that two would keep the others from theirs.
        Path latch = home.directory().resolve("latch-" + Integer.toHexString(fault.hashCode()));
        Path control = Files.writeString(home.directory().resolve("faults"), fault + "\n");
        return plain.withVariable("FAULT_PKCS11_MODULE", home.token().module().toString())
                .withVariable("FAULT_PKCS11_CONTROL", control.toString())
                .set("token.latch", latch.toString())
                .set("token.module", faultModule.toString());
    }

    @Test
    void aTokenThatTakesNeitherSaltFails() throws IOException {
        Outcome examined = doctorOn("longest-salt 31").run("doctor", "--json");
        assertThat(examined.exitCode()).as(examined::toString).isEqualTo(FAILED);
        assertThat(checks(examined, "failed")).containsExactly("self-test");
        assertThat(check(examined, "self-test").get("detail").getAsString())
                .contains("a salt of 478 or 32 bytes: CKR_MECHANISM_PARAM_INVALID");
    }

    @Test
    void aTokenThatTakesTheShortSaltAloneIsAWarning() throws IOException {
        Outcome examined = doctorOn("longest-salt 32").run("doctor", "--json");
        assertThat(examined.exitCode()).as(examined::toString).isZero();
        assertThat(checks(examined, "warning")).containsExactly("self-test");
    }

    @Test
    void aTokenThatShowsNothingIsToldByTheCertificateInIt(Stage stage) throws IOException {
        Path file = stage.attacker().certificatePem();
        Outcome examined = doctorOn("objects after-login")
                .set("certificate.file", file.toString())
                .run("doctor", "--json");
        assertThat(checks(examined, "failed")).containsExactly("certificate");
        assertThat(check(examined, "certificate").get("detail").getAsString())
                .contains("expected: SHA256:" + stage.openSsl().fingerprint(file));
    }

    @Test
    void tooFewSessionsFailUnlessAnAgentMayHoldThem() throws IOException {
        AgentProgram one = doctorOn("sessions 1 hidden");
        assertThat(checks(one.run("doctor", "--json"), "failed")).containsExactly("self-test");
        try (var occupant = Stage.occupyPort()) {
            Outcome beside = one.set("server.port", Integer.toString(occupant.getLocalPort()))
                    .run("doctor", "--json");
            assertThat(beside.exitCode()).as(beside::toString).isZero();
            assertThat(checks(beside, "warning")).containsExactly("self-test", "port");
        }
    }

    @Test
    void theCallThatHangsIsNamedAndTheRestIsExamined() throws IOException {
        Outcome examined = doctorOn("C_Login hang always")
                .set("supervision.hang-seconds", "1")
                .run("doctor");
        assertThat(examined.exitCode()).as(examined::toString).isEqualTo(UNREACHABLE);
        assertThat(examined.out())
                .containsPattern("(?m)^ok +token ")
                .containsPattern("(?m)^hung +key +token: C_Login has not returned within 1 s ")
                .containsPattern("(?m)^ +hint: .* signing-agent pin status")
                .containsPattern("(?m)^not tried +self-test ")
                .containsPattern("(?m)^ok +callers ");
    }

    @Test
    void noLoginIsSaidToBeRememberedWhereNoneWasTried() throws IOException {
        Outcome examined = doctorOn("C_FindObjects hang always")
                .set("supervision.hang-seconds", "1")
                .run("doctor");
        assertThat(examined.exitCode()).as(examined::toString).isEqualTo(UNREACHABLE);
        assertThat(examined.out())
                .containsPattern("(?m)^hung +key +token: C_FindObjects has not returned within 1 s ")
                .doesNotContain("signing-agent pin status");
    }

    @Test
    void eachFindingIsShownAsItComes() throws IOException {
        RunningProgram doctor = doctorOn("C_Login hang always")
                .set("supervision.hang-seconds", "600")
                .start("doctor");
        await().atMost(SOON).until(() -> doctor.output().contains("PIN source"));
        assertThat(doctor.isAlive()).isTrue();
        doctor.kill();
    }
}
