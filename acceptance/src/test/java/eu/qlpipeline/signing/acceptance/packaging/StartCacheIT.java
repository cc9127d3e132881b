package eu.qlpipeline.signing.acceptance.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Checkout;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The caches that {@code packaging/make-cache} made before these tests, on the JDK that runs this one. */
@ExtendWith(StageExtension.class)
class StartCacheIT {

    @Test
    void everybodyReadsTheCachesThatWereMadeUnderAClosedUmask(Stage stage) throws IOException {
        for (String program : List.of("agent/target/signing-agent", "client/target/signing-verifier")) {
            Path cache = stage.checkout()
                    .root()
                    .resolve(program + "-" + Runtime.version().feature() + ".cache");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                    .as(program)
                    .matches("r.-r--r--");
        }
    }

    @Test
    void anAgentHasItsClassesFromItsCache(Stage stage) throws IOException {
        Path loaded = stage.folder("agent-cache").resolve("loaded");

        stage.program(stage.agent("cached"))
                .withVariable("_JAVA_OPTIONS", noting(loaded))
                .serve();

        assertFromCache(loaded, "eu.qlpipeline.signing.agent.rpc.AgentServer");
    }

    @Test
    void aVerifierHasItsClassesFromItsCache(Stage stage) throws IOException {
        Path folder = stage.folder("verifier-cache");
        Path loaded = folder.resolve("loaded");

        stage.run(stage.checkout()
                        .verifier(folder, Map.of("_JAVA_OPTIONS", noting(loaded)))
                        .with("--version"))
                .orThrow();

        assertFromCache(loaded, "eu.qlpipeline.signing.client.internal.cli.SigningVerifierMain");
    }

    @Test
    void whatTheMachineSaysOfACacheThatDoesNotFitIsNoPartOfTheOutput(Stage stage) throws IOException {
        var copied = new Checkout(stage.folder("copied"));
        String cache = "signing-agent-" + Runtime.version().feature() + ".cache";
        Path target = Files.createDirectories(copied.root().resolve("agent/target"));
        Path built = stage.checkout().root().resolve("agent/target");
        Files.createSymbolicLink(target.resolve("lib"), built.resolve("lib"));
        Path jar = Files.copy(built.resolve("signing-agent.jar"), target.resolve("signing-agent.jar"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        if (Checkout.usesAotCache()) {
            // One of another jar it passes over in silence.
            Files.writeString(target.resolve(cache), "none");
        } else {
            Files.copy(built.resolve(cache), target.resolve(cache));
        }

        Outcome outcome = new AgentProgram(copied, stage.processes(), stage.agent("misfit"))
                .run("provider", "list", "--json")
                .orThrow();

        assertThat(outcome.json().has("providers")).isTrue();
        assertThat(outcome.err()).contains("[warning]");
    }

    /** Options that count after those of the command line. */
    private static String noting(Path loaded) {
        return "-Xlog:class+load:file=" + loaded;
    }

    private static void assertFromCache(Path loaded, String name) throws IOException {
        assertThat(Files.readAllLines(loaded)).anyMatch(line -> line.contains(name + " source: shared objects file"));
    }
}
