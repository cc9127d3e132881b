package eu.qlpipeline.signing.acceptance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.RawChallenge;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit log of a serving process. */
@ExtendWith(StageExtension.class)
class AuditIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Each leaves two records of 80 bytes and more. */
    private static final int MORE_THAN_FITS = 1_000;

    private final SecureRandom random = new SecureRandom();

    private static Outcome receipt(Provider provider, AgentHome home, String agents, JsonObject answer, Path out) {
        return provider.ask(
                agents,
                home.tls().certificate(),
                "receipt",
                "get",
                "--challenge",
                answer.get("challenge").getAsString(),
                "--signature",
                answer.get("signature").getAsString(),
                "--out",
                out.toString());
    }

    @Test
    void aProviderGetsTheReceiptOfItsOwnSignatureAndNobodyElses(Stage stage) throws IOException {
        AgentHome home = stage.agent("receipts");
        Provider own = stage.provider("receipts-own", home);
        Provider other = stage.provider("receipts-other", home);
        AgentProcess agent = stage.program(home).serve();
        JsonObject answer =
                own.verify(agent.address(), home.tls().certificate()).orThrow().json();
        Path file = stage.folder("receipts-kept").resolve("receipt.txt");

        Outcome stolen = receipt(other, home, agent.address(), answer, file);
        assertThat(stolen.exitCode()).as(stolen.toString()).isEqualTo(1);
        assertThat(stolen.err()).contains("RECEIPT_NOT_FOUND");
        assertThat(file).doesNotExist();

        receipt(own, home, agent.address(), answer, file).orThrow();
        agent.running().kill();
        Outcome verdict = own.run(
                "receipt",
                "verify",
                file.toString(),
                "--challenge",
                answer.get("challenge").getAsString(),
                "--signature",
                answer.get("signature").getAsString());
        assertThat(verdict.orThrow().out()).contains("caller       receipts-own", "verified: SHA256:");

        byte[] changed = Files.readAllBytes(file);
        changed[changed.length / 2] ^= 1;
        Files.write(file, changed);
        assertThat(own.run("receipt", "verify", file.toString()).exitCode()).isEqualTo(1);
    }

    @Test
    void aProviderFindsItsReceiptsWithItsNewKey(Stage stage) {
        AgentHome home = stage.agent("receipts-and-keys");
        Provider earlier = stage.provider("receipts-earlier-key", home);
        Provider later = stage.provider("receipts-later-key");
        later.trust(home.certificate(), stage.openSsl().fingerprint(home.certificate()))
                .orThrow();
        AgentProgram program = stage.program(home);
        AgentProcess agent = program.serve();
        JsonObject answer = earlier.verify(agent.address(), home.tls().certificate())
                .orThrow()
                .json();
        Path kept = stage.folder("receipts-of-two-keys");

        program.run(
                        "provider",
                        "certificate",
                        "receipts-earlier-key",
                        "--certificate",
                        later.tls().certificate().toString())
                .orThrow();
        await().atMost(PATIENCE)
                .untilAsserted(() -> receipt(later, home, agent.address(), answer, kept.resolve("receipt.txt"))
                        .orThrow());
        Outcome verdict =
                later.run("receipt", "verify", kept.resolve("receipt.txt").toString());
        assertThat(verdict.orThrow().out()).contains("caller       receipts-earlier-key");
        assertThat(receipt(earlier, home, agent.address(), answer, kept.resolve("none"))
                        .exitCode())
                .isNotZero();
    }

    @Test
    void ofSeveralAgentsTheOneThatSignedIsFound(Stage stage) {
        AgentHome home = stage.agent("receipts-here");
        AgentHome elsewhere = stage.agent("receipts-elsewhere");
        Provider own = stage.provider("receipts-of-both", home);
        elsewhere.admit("receipts-of-both", own.tls().certificate());
        AgentProcess agent = stage.program(home).serve();
        AgentProcess other = stage.program(elsewhere).serve();
        JsonObject answer =
                own.verify(agent.address(), home.tls().certificate()).orThrow().json();
        Path kept = stage.folder("receipts-found");
        for (String agents :
                List.of(agent.address() + "," + other.address(), other.address() + "," + agent.address())) {
            receipt(own, home, agents, answer, kept.resolve(Integer.toHexString(agents.hashCode())))
                    .orThrow();
        }
        Outcome nowhere = receipt(own, home, other.address(), answer, kept.resolve("none"));
        assertThat(nowhere.exitCode()).as(nowhere.toString()).isEqualTo(1);
        assertThat(nowhere.err()).contains("RECEIPT_NOT_FOUND");
    }

    /** The audit log of an agent that has served and ended. */
    private static Path written(Stage stage, AgentHome home) {
        RunningProgram agent = stage.program(home).serve().running();
        agent.terminate();
        agent.await(PATIENCE);
        return home.directory().resolve("audit");
    }

    @Test
    void theDirectoryIsMadeBesideTheConfigurationForItsOwnerAlone(Stage stage) throws IOException {
        AgentHome home = stage.agent("beside");
        Path directory = written(stage, home);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        Outcome verdict = stage.program(home)
                .run(
                        "audit",
                        "verify",
                        "--log",
                        directory.toString(),
                        "--certificate",
                        home.certificate().toString(),
                        "--live");
        assertThat(verdict.exitCode()).as(verdict.toString()).isZero();
    }

    /** Whose digits are others than ASCII's. */
    @Test
    void inAnotherLocaleTheLogIsGoneOnWithToo(Stage stage) {
        AgentHome home = stage.agent("locale");
        Provider provider = stage.provider("locale-provider", home);
        AgentProgram program =
                stage.program(home).withVariable("JDK_JAVA_OPTIONS", "-Duser.language=fa -Duser.country=IR");
        for (int i = 0; i < 2; i++) {
            AgentProcess agent = program.serve();
            provider.verify(agent.address(), home.tls().certificate()).orThrow();
            agent.running().terminate();
            agent.running().await(PATIENCE);
        }
        assertThat(home.directory().resolve("audit")).isDirectoryContaining("glob:**/audit-0000000000000000000.log");
        for (AgentProgram each : List.of(program, stage.program(home))) {
            assertThat(each.run("audit", "verify").orThrow().out())
                    .contains(": 6 records, 6 signed, by ")
                    .endsWith("good\n");
        }
    }

    @Test
    void onAFullDiskNothingIsSignedAndHealthSaysSo(Stage stage) throws IOException {
        AgentHome home = stage.agent("full");
        Provider provider = stage.provider("full-provider", home);
        AgentProcess agent = stage.program(home).serve(mounting(home, "mount -t tmpfs -o size=64k tmpfs \"$0\""));
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            assertThat(health(caller)).isEqualTo(ServingStatus.SERVING);
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> signMany(caller))
                    .withMessageContaining("AUDIT_BLOCKED");
            Outcome verdict = provider.verify(agent.address(), home.tls().certificate());
            assertThat(verdict.exitCode()).as(verdict.toString()).isEqualTo(3);
            assertThat(verdict.json().get("agentReason").getAsString()).isEqualTo("AUDIT_BLOCKED");
            assertThat(agent.running().errorOutput())
                    .containsPattern("ERROR Blockage: audit: blocked, nothing is signed: "
                            + home.directory().resolve("audit") + ": .*; make room on the disk of audit.directory.*\n")
                    .doesNotContain("at eu.qlpipeline");
            // What did not fit whole is cut, so that there is room again for a record or two.
            await().atMost(PATIENCE).until(() -> {
                assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> signMany(caller));
                return health(caller) == ServingStatus.NOT_SERVING;
            });
        }
    }

    @Test
    void withADirectoryThatCannotBeWrittenItRefusesToServe(Stage stage) throws IOException {
        AgentHome home = stage.agent("read-only");
        String mount = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\"";
        Outcome refusal = run(stage, home, mount, "serve");
        assertThat(refusal.exitCode()).as(refusal.toString()).isEqualTo(2);
        assertThat(refusal.err())
                .contains("audit.directory: ", "Read-only file system", "hint: ", "ReadWritePaths=")
                .doesNotContain("serving on");
        assertThat(run(stage, home, mount, "doctor").out())
                .contains("failed     audit log", "Read-only file system", "ReadWritePaths=");
    }

    @Test
    void aFileOfTheLogThatCannotBeWrittenIsNamedByServeAndFoundByDoctor(Stage stage) throws IOException {
        AgentHome home = stage.agent("read-only-file");
        Path directory = written(stage, home);
        for (String name : List.of("lock", "audit-0000000000000000000.log", "audit-0000000000000000000.checkpoints")) {
            String file = "\"$0\"/" + name;
            String mount = "mount --bind " + file + " " + file + " && mount -o remount,ro,bind " + file;
            assertThat(run(stage, home, mount, "doctor").out())
                    .contains(directory.resolve(name) + ": cannot be written (expected: a file of the agent's)");
            Outcome refusal = run(stage, home, mount, "serve");
            assertThat(refusal.exitCode()).as(refusal.toString()).isEqualTo(2);
            assertThat(refusal.err())
                    .containsPattern("audit.directory: " + directory.resolve(name) + ":? cannot be written")
                    .containsPattern("hint: .* " + directory.resolve(name) + "\n");
        }
    }

    @Test
    void littleRoomIsAWarningOfDoctorWhereAnAgentServes(Stage stage) throws IOException {
        AgentHome home = stage.agent("little-room");
        home.admit("provider-a", stage.identity("provider-a").certificate());

        Outcome little = run(stage, home, "mount -t tmpfs -o size=52m,mode=700 tmpfs \"$0\"", "doctor");
        assertThat(little.exitCode()).as(little::toString).isZero();
        assertThat(little.out())
                .containsPattern(
                        "(?m)^warning +audit log +audit.directory: .*: 54525952 bytes free \\(expected: 67108864, ")
                .containsPattern("(?m)^ +hint: .*df -h " + home.directory().resolve("audit") + "$")
                .doesNotContain("signing-agent audit verify");

        Outcome none = run(stage, home, "mount -t tmpfs -o size=32k,mode=700 tmpfs \"$0\"", "doctor");
        assertThat(none.exitCode()).as(none::toString).isEqualTo(1);
        assertThat(none.out())
                .containsPattern("(?m)^failed +audit log +audit.directory: .*: 32768 bytes free \\(expected: 65536, ");
    }

    /** Runs a verb that has a view of its own of the audit directory. */
    private static Outcome run(Stage stage, AgentHome home, String mount, String verb) throws IOException {
        List<String> command = new ArrayList<>(mounting(home, mount));
        command.addAll(stage.checkout()
                .agent(home.directory(), home.token().environment())
                .with("--config", home.configuration().toString())
                .command());
        command.add(verb);
        return stage.processes().run(new Program(command, home.token().environment(), home.directory()), PATIENCE);
    }

    private void signMany(Caller caller) {
        for (int i = 0; i < MORE_THAN_FITS; i++) {
            caller.sign(RawChallenge.random(random).message());
        }
    }

    private static ServingStatus health(Caller caller) {
        return HealthGrpc.newBlockingStub(caller.channel())
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    /** A wrapper that gives the agent a view of its own of the audit directory. */
    private static List<String> mounting(AgentHome home, String mount) throws IOException {
        Path directory = Files.createDirectories(home.directory().resolve("audit"));
        return List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "bash",
                "-c",
                mount + " && exec \"$@\"",
                directory.toString());
    }
}
