package eu.qlpipeline.signing.acceptance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Callers are added and removed by the program while the agent serves. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderVerbsIT {

    private static final int USAGE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stage stage;

    ProviderVerbsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aCallerComesAndGoesWithoutARestart() {
        AgentHome home = stage.agent("verbs");
        AgentProgram program = stage.program(home);
        AgentProcess agent = program.serve();
        TlsIdentity identity = stage.identity("provider-a");
        try (var caller = new Caller(agent.address(), home.tls().certificate(), identity)) {
            assertThat(Refusals.signs(caller)).isFalse();

            program.run(
                            "provider",
                            "add",
                            "provider-a",
                            "--certificate",
                            identity.certificate().toString(),
                            "--rate",
                            "50")
                    .orThrow();
            await().atMost(PATIENCE).until(() -> Refusals.signs(caller));
            var listed = program.run("provider", "list", "--json").json().getAsJsonArray("providers");
            assertThat(listed).hasSize(1);
            assertThat(listed.get(0).getAsJsonObject().get("rate").getAsInt()).isEqualTo(50);
            String end = listed.get(0).getAsJsonObject().get("certificateEnd").getAsString();
            assertThat(program.run("provider", "list").out()).contains("  expires    " + end);
            assertThat(listed.get(0).getAsJsonObject().get("disabled").getAsBoolean())
                    .isFalse();

            program.run("provider", "disable", "provider-a").orThrow();
            await().atMost(PATIENCE).until(() -> !Refusals.signs(caller));
            assertThat(program.run("provider", "list").out()).contains("provider-a  (disabled)");
            program.run("provider", "enable", "provider-a").orThrow();
            await().atMost(PATIENCE).until(() -> Refusals.signs(caller));
            program.run("provider", "remove", "provider-a").orThrow();
            await().atMost(PATIENCE).until(() -> !Refusals.signs(caller));
            assertThat(home.providers()).isEmptyDirectory();
        }
    }

    @Test
    void theLimitsOfChallengesAndOfSignaturesForTlsAreListedApart() {
        AgentProgram program = stage.program(stage.agent("limits"));
        String certificate = stage.identity("limited").certificate().toString();
        String limits = "--rate 50 --tls-rate 2 --tls-burst 9 --tls-concurrency 3";
        List<String> add = new ArrayList<>(List.of("provider", "add", "limited", "--certificate", certificate));
        add.addAll(List.of(limits.split(" ")));
        Refusal.of(program.run(add.toArray(String[]::new)), USAGE)
                .says("tls-rate: set without tls13-certificate-verify");

        add.addAll(List.of("--purpose", "raw-challenge", "--purpose", "tls13-certificate-verify"));
        program.run(add.toArray(String[]::new)).orThrow();
        assertThat(program.run("provider", "list").out())
                .contains("  rate       50 a second, 50 at once\n")
                .contains("  tls rate   2 a second, 9 at once\n  tls work   3 at the same time\n");
        assertThat(program.run("provider", "list", "--json").out().replaceAll("\\s", ""))
                .contains("\"rate\":50,\"burst\":50,\"tlsRate\":2,\"tlsBurst\":9,\"tlsConcurrency\":3,");
    }

    @Test
    void aCallerThatHasEndedIsMarked() throws IOException {
        AgentHome home = stage.agent("ended");
        AgentProgram program = stage.program(home);
        home.admit("goes-on", stage.identity("goes-on").certificate());
        home.admit("over", stage.identity("over").certificate());
        Files.writeString(
                home.providers().resolve("over.yaml"), "valid-until: 2026-01-31\n", StandardOpenOption.APPEND);

        assertThat(program.run("provider", "list").out().lines())
                .contains("goes-on", "over  (ended)")
                .noneMatch(line -> line.contains("certificate has ended"));
        var listed = program.run("provider", "list", "--json").json().getAsJsonArray("providers");
        assertThat(listed.get(0).getAsJsonObject().get("ended").getAsBoolean()).isFalse();
        assertThat(listed.get(1).getAsJsonObject().get("ended").getAsBoolean()).isTrue();
        assertThat(listed.get(1).getAsJsonObject().get("certificateEnded").getAsBoolean())
                .isFalse();
    }

    @Test
    void aVerbFailsWhereTheAgentWouldNotTakeTheDirectoryOver() throws IOException {
        AgentHome home = stage.agent("broken-neighbour");
        AgentProgram program = stage.program(home);
        home.admit("provider-d", stage.identity("provider-d").certificate());
        home.admit("provider-e", stage.identity("provider-e").certificate());
        Files.writeString(home.providers().resolve("broken.yaml"), "purposes: [raw-challenge]\n");

        Outcome disabled = program.run("provider", "disable", "provider-d");
        assertThat(disabled.out()).isEqualTo("disabled provider-d\n");
        Refusal.of(disabled, USAGE)
                .says("broken.yaml: certificate: not set")
                .hints("written, but an agent that serves keeps its old callers, less those removed or disabled");
        Outcome removed = program.run("provider", "remove", "provider-e");
        assertThat(removed.out()).startsWith("removed provider-e\nkept ").contains("provider-e.crt");
        Refusal.of(removed, USAGE).says("broken.yaml: certificate: not set");
    }

    @Test
    void whatRootWritesUnderANarrowUmaskIsForTheAgentToo() throws IOException {
        AgentHome home = stage.agent("umask");
        TlsIdentity identity = stage.identity("provider-f");
        List<String> narrow = List.of("sh", "-c", "umask 077 && exec \"$@\"", "sh");
        stage.program(home)
                .run(
                        narrow,
                        "provider",
                        "add",
                        "provider-f",
                        "--certificate",
                        identity.certificate().toString())
                .orThrow();
        stage.program(home).run(narrow, "provider", "disable", "provider-f").orThrow();
        for (String file : List.of("provider-f.yaml", "provider-f.crt")) {
            assertThat(Files.getPosixFilePermissions(home.providers().resolve(file)))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    @Test
    void badInputIsNamedWithWhatToDo() {
        AgentHome home = stage.agent("bad-verbs");
        AgentProgram program = stage.program(home);
        TlsIdentity identity = stage.identity("provider-b");
        String certificate = identity.certificate().toString();

        Refusal.of(program.run("provider"), USAGE)
                .says("provider: no verb (expected: add, list, certificate, remove, disable or enable)");
        Refusal.of(program.run("provider", "add", "b"), USAGE)
                .says("identity: not clear (expected: --certificate, or --san with --ca)");
        Refusal.of(
                        program.run(
                                "provider",
                                "add",
                                "b",
                                "--certificate",
                                identity.key().toString()),
                        USAGE)
                .says("holds a private key (expected: certificates alone");
        Refusal.of(program.run("provider", "add", "b", "--certificate", certificate, "--purpose", "raw"), USAGE)
                .says("unknown purpose: raw");
        Refusal.of(program.run("provider", "add", "b", "--certificate", certificate, "--rate", "0"), USAGE)
                .says("rate: 0 (expected: 1..1000000)");
        Refusal.of(program.run("provider", "remove", "nobody"), USAGE)
                .says("provider: none named nobody in ")
                .hints("signing-agent provider list");
        program.run("provider", "add", "b", "--certificate", certificate).orThrow();
        Refusal.of(program.run("provider", "add", "b", "--certificate", certificate), USAGE)
                .says("b.yaml is there already (expected: no file; none is replaced)")
                .hints(
                        "signing-agent provider certificate NAME --certificate FILE",
                        "signing-agent provider remove NAME");
        Refusal.of(program.run("provider", "certificate", "b"), USAGE).says("--certificate");
        Refusal.of(program.run("provider", "certificate", "nobody", "--certificate", certificate), USAGE)
                .says("provider: none named nobody in ")
                .hints("signing-agent provider list");
        Refusal.of(program.run("provider", "add", "c", "--certificate", certificate), USAGE)
                .says("is that of b (expected: of no other caller)");
    }
}
