package eu.qlpipeline.signing.acceptance.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cache that {@code packaging/make-cache} made before these tests, on the JDK that runs this one. */
@ExtendWith(StageExtension.class)
class StartCacheIT {

    @Test
    void anAgentHasItsClassesFromTheCache(Stage stage) throws IOException {
        Path loaded = stage.folder("cache").resolve("loaded");

        stage.program(stage.agent("cached"))
                .withVariable("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded)
                .serve();

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line ->
                        line.contains("eu.qlpipeline.signing.agent.rpc.AgentServer source: shared objects file"));
    }
}
