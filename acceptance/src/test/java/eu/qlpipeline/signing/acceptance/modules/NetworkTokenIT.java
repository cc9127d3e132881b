package eu.qlpipeline.signing.acceptance.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A token behind a socket: p11-kit's server in front of SoftHSM, its client module in the agent. */
@ExtendWith(StageExtension.class)
class NetworkTokenIT {

    private static final Duration AMPLE = Duration.ofMinutes(1);

    @Test
    void makesAKeySaysHowItSignsAndServes(Stage stage) {
        AgentHome home = stage.emptyAgent("network");
        Path socket = stage.folder("p11-kit").resolve("socket");
        serveToken(stage, home, socket);
        AgentProgram program = stage.program(home)
                .set("token.module", clientModule().toString())
                .withVariable("P11_KIT_SERVER_ADDRESS", "unix:path=" + socket);

        JsonObject made = program.run("init", "--json").orThrow().json();
        assertThat(made.get("mechanism").getAsString()).isEqualTo("CKM_RSA_PKCS_PSS");
        assertThat(verdict(made, "CKA_ALLOWED_MECHANISMS")).isEqualTo("unknown");
        assertThat(program.run("inspect").orThrow().out())
                .contains(
                        "CKM_RSA_PKCS_PSS, the digest made in the agent: the token offers no CKM_SHA256_RSA_PKCS_PSS");

        Provider provider = stage.provider("network-provider", home);
        AgentProcess agent = program.serve();
        Outcome verified = provider.run(
                        "verify",
                        "--agent",
                        agent.address(),
                        "--agent-certificate",
                        home.tls().certificate().toString(),
                        "--certificate",
                        provider.tls().certificate().toString(),
                        "--key",
                        provider.tls().key().toString(),
                        "--deadline",
                        "50s",
                        "--json")
                .orThrow();
        assertThat(verified.json().get("verified").getAsBoolean()).isTrue();
    }

    private static String verdict(JsonObject report, String name) {
        for (JsonElement attribute : report.getAsJsonArray("attributes")) {
            JsonObject one = attribute.getAsJsonObject();
            if (one.get("name").getAsString().equals(name)) {
                return one.get("verdict").getAsString();
            }
        }
        throw new AssertionError(name);
    }

    private static RunningProgram serveToken(Stage stage, AgentHome home, Path socket) {
        Program server = Program.of(
                        stage.folder("p11-kit"),
                        "p11-kit",
                        "server",
                        "--foreground",
                        "--provider",
                        home.token().module().toString(),
                        "--name",
                        socket.toString(),
                        "pkcs11:token=" + home.token().label())
                .withVariable("SOFTHSM2_CONF", home.token().configuration().toString());
        RunningProgram running = stage.processes().start(server);
        await().atMost(AMPLE).until(() -> Files.exists(socket));
        return running;
    }

    private static Path clientModule() {
        for (String folder : List.of("/usr/lib", "/usr/lib64")) {
            try (var files = Files.find(
                    Path.of(folder), 3, (path, kind) -> path.endsWith(Path.of("pkcs11", "p11-kit-client.so")))) {
                var found = files.findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("p11-kit-client.so is not installed: apt-get install p11-kit-modules");
    }
}
