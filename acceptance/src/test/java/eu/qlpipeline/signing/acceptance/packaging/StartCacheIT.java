package eu.qlpipeline.signing.acceptance.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The caches that {@code packaging/make-cache} made before these tests, on the JDK that runs this one. */
@ExtendWith(StageExtension.class)
class StartCacheIT {

    @Test
    void anAgentHasItsClassesFromItsCache(Stage stage) throws IOException {
        Path loaded = stage.folder("agent-cache").resolve("loaded");

        stage.program(stage.agent("cached"))
                .withVariable("JAVA_TOOL_OPTIONS", noting(loaded))
                .serve();

        assertFromCache(loaded, "eu.qlpipeline.signing.agent.rpc.AgentServer");
    }

    @Test
    void aVerifierHasItsClassesFromItsCache(Stage stage) throws IOException {
        Path folder = stage.folder("verifier-cache");
        Path loaded = folder.resolve("loaded");

        stage.run(stage.checkout()
                        .verifier(folder, Map.of("JAVA_TOOL_OPTIONS", noting(loaded)))
                        .with("--version"))
                .orThrow();

        assertFromCache(loaded, "eu.qlpipeline.signing.client.internal.cli.SigningVerifierMain");
    }

    private static String noting(Path loaded) {
        return "-Xlog:class+load:file=" + loaded;
    }

    private static void assertFromCache(Path loaded, String name) throws IOException {
        assertThat(Files.readAllLines(loaded)).anyMatch(line -> line.contains(name + " source: shared objects file"));
    }
}
