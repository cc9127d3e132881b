package eu.qlpipeline.signing.acceptance.setup;

import static eu.qlpipeline.signing.acceptance.setup.DoctorReport.check;
import static eu.qlpipeline.signing.acceptance.setup.DoctorReport.checks;
import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code doctor} finds, and what it advises. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorIT {

    private static final int FAILED = 1;

    private final AgentHome home;
    private final AgentProgram program;

    DoctorIT(Stage stage) {
        home = stage.agent("agent");
        home.admit("provider-a", stage.identity("provider-a").certificate());
        program = stage.program(home);
    }

    @Test
    void findsAllWell() {
        Outcome examined = program.run("doctor", "--json");
        assertThat(examined.exitCode()).as(examined::toString).isZero();
        assertThat(examined.json().get("ok").getAsBoolean()).isTrue();
        assertThat(checks(examined, "ok"))
                .contains("module", "token", "PIN source", "key", "certificate", "expiry", "clock", "TLS files")
                .contains("callers", "port", "file modes", "self-test")
                .hasSize(examined.json().getAsJsonArray("checks").size());
    }

    @Test
    void findsNoToken() {
        Outcome examined = program.set("token.label", "another").run("doctor", "--json");
        assertThat(checks(examined, "failed")).containsExactly("token");
        assertThat(checks(examined, "not tried")).containsExactly("key", "certificate", "expiry", "self-test");
        assertAdvises(examined, "token", "correct token.label, token.serial or token.uri");
    }

    @Test
    void findsACertificateThatIsNotTheOneInItsFile(Stage stage) {
        Path file = stage.attacker().certificatePem();
        Outcome examined = program.set("certificate.file", file.toString()).run("doctor", "--json");
        assertThat(checks(examined, "failed")).containsExactly("key");
        assertThat(checks(examined, "not tried")).containsExactly("certificate", "expiry", "self-test");
        assertThat(check(examined, "key").get("detail").getAsString())
                .contains(
                        "certificate: SHA256:" + stage.openSsl().fingerprint(home.certificate()),
                        "expected: SHA256:" + stage.openSsl().fingerprint(file) + ", that of certificate.file " + file);
        assertAdvises(examined, "key", "signing-agent inspect");
    }

    @Test
    void findsThatNoCertificateIsKnownToBeTheRightOne() {
        Path nowhere = home.directory().resolve("ql-pipelin.crt");
        Outcome examined = program.set("certificate.file", nowhere.toString()).run("doctor", "--json");
        assertThat(examined.exitCode()).isZero();
        assertThat(checks(examined, "warning")).containsExactly("certificate");
        assertThat(check(examined, "certificate").get("detail").getAsString())
                .startsWith("certificate.file: " + nowhere + " is not there");
        assertThat(check(examined, "certificate").get("hints").toString())
                .contains("signing-agent certificate --out " + nowhere);
    }

    @Test
    void findsAllWellBesideAnAgentThatServes() {
        var agent = program.serve();
        assertThat(checks(program.run("doctor", "--json"), "ok")).contains("key", "self-test");
        agent.running().terminate();
    }

    @Test
    void asksForThePinOnce() {
        Outcome examined = program.set("token.pin.prompt", "true").run(Terminal.withPinOf(home), "doctor");
        assertThat(examined.exitCode()).as(examined::toString).isZero();
        assertThat(examined.out()).containsOnlyOnce(Terminal.ASKED).containsPattern("ok +self-test ");
    }

    @Test
    void findsThePortOccupied() throws IOException {
        try (var occupant = Stage.occupyPort()) {
            Outcome examined = program.set("server.port", Integer.toString(occupant.getLocalPort()))
                    .run("doctor", "--json");
            assertThat(examined.exitCode()).as("it may be the agent").isZero();
            assertThat(checks(examined, "warning")).containsExactly("port");
            assertThat(check(examined, "port").get("detail").getAsString())
                    .contains(" is in use (expected: free, unless the agent is running)");
        }
    }

    @Test
    void findsThePortOfTheMetricsOccupied() throws IOException {
        try (var occupant = Stage.occupyPort()) {
            Outcome examined = program.set("metrics.port", Integer.toString(occupant.getLocalPort()))
                    .run("doctor", "--json");
            assertThat(checks(examined, "warning")).containsExactly("metrics port");
        }
    }

    @Test
    void findsThePortOfTheMetricsToBeThatOfTheServer() throws IOException {
        // Whoever has it: it may be the agent.
        try (var occupant = Stage.occupyPort()) {
            String port = Integer.toString(occupant.getLocalPort());
            Outcome examined =
                    program.set("server.port", port).set("metrics.port", port).run("doctor", "--json");
            assertThat(checks(examined, "failed")).containsExactly("metrics port");
            assertThat(check(examined, "metrics port").get("detail").getAsString())
                    .isEqualTo("metrics.port: " + port + " is that of server.port (expected: another)");
            assertAdvises(examined, "metrics port", "--set metrics.port=NUMBER");
        }
    }

    @Test
    void findsAnAddressThatIsNotOfThisMachine() {
        Outcome examined = program.set("server.address", "192.0.2.1").run("doctor", "--json");
        assertThat(checks(examined, "failed")).containsExactly("port");
        assertAdvises(examined, "port", "choose an address of this machine");
    }

    @Test
    void findsATlsKeyThatEverybodyCanRead() throws IOException {
        var open = Files.copy(home.tls().key(), home.directory().resolve("open.key"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Outcome examined = program.set("server.key", open.toString()).run("doctor", "--json");
        assertThat(checks(examined, "failed")).containsExactly("TLS files");
        assertAdvises(examined, "TLS files", "chmod o-rwx,g-w " + open);
    }

    @Test
    void findsWhatOthersMayWriteWhereverTheAgentGoesByIt() throws IOException {
        for (Path path : List.of(
                home.configuration(),
                home.directory(),
                home.tls().certificate(),
                home.providers(),
                home.providers().resolve("provider-a.yaml"),
                home.providers().resolve("provider-a.crt"))) {
            var before = Files.getPosixFilePermissions(path);
            var open = EnumSet.copyOf(before);
            open.add(PosixFilePermission.OTHERS_WRITE);
            Files.setPosixFilePermissions(path, open);
            Outcome examined = program.run("doctor", "--json");
            Files.setPosixFilePermissions(path, before);

            assertThat(checks(examined, "failed")).as(path.toString()).contains("file modes");
            assertAdvises(examined, "file modes", "chmod o-w " + path);
        }
    }

    @Test
    void showsPeopleTheSame() {
        Outcome examined = program.set("token.label", "another").run("doctor");
        assertThat(examined.exitCode()).isEqualTo(FAILED);
        assertThat(examined.out())
                .containsPattern("(?m)^failed +token +token: none matches token with label another")
                .containsPattern("(?m)^ +hint: correct token.label")
                .containsPattern("(?m)^ok +PIN source ");
    }

    private static void assertAdvises(Outcome examined, String name, String hint) {
        assertThat(examined.exitCode()).as(examined::toString).isEqualTo(FAILED);
        assertThat(examined.json().get("ok").getAsBoolean()).isFalse();
        assertThat(check(examined, name).get("hints").toString()).contains(hint);
    }
}
