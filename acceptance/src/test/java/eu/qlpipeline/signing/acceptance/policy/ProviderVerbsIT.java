package eu.qlpipeline.signing.acceptance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import java.time.Duration;
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
    void badInputIsNamedWithWhatToDo() {
        AgentHome home = stage.agent("bad-verbs");
        AgentProgram program = stage.program(home);
        TlsIdentity identity = stage.identity("provider-b");
        String certificate = identity.certificate().toString();

        Refusal.of(program.run("provider"), USAGE)
                .says("provider: no verb (expected: add, list, remove, disable or enable)");
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
                .hints("signing-agent provider remove NAME");
        Refusal.of(program.run("provider", "add", "c", "--certificate", certificate), USAGE)
                .says("is that of b (expected: of no other caller)");
    }
}
