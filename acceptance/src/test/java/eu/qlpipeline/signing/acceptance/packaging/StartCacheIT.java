package eu.qlpipeline.signing.acceptance.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cache that {@code packaging/make-cache} makes, on the JDK that runs this test. */
@ExtendWith(StageExtension.class)
class StartCacheIT {

    private static final int FIRST_WITH_AOT_CACHE = 25;
    private static final Duration AMPLE = Duration.ofMinutes(3);

    @Test
    void anAgentHasItsClassesFromTheCache(Stage stage) throws IOException {
        Path folder = stage.folder("cache");
        Path cache = folder.resolve("agent.cache");
        Path loaded = folder.resolve("loaded");
        Program make = stage.checkout()
                .script("packaging/make-cache", folder)
                .with(cache.toString())
                .withVariable("JAVA_HOME", System.getProperty("java.home"));
        stage.processes().run(make, AMPLE).orThrow();

        String use = Runtime.version().feature() < FIRST_WITH_AOT_CACHE ? "-XX:SharedArchiveFile=" : "-XX:AOTCache=";
        stage.program(stage.agent("cached"))
                .withVariable("JAVA_TOOL_OPTIONS", use + cache + " -Xlog:class+load:file=" + loaded)
                .serve();

        assertThat(Files.readAllLines(loaded))
                .anyMatch(line ->
                        line.contains("eu.qlpipeline.signing.agent.rpc.AgentServer source: shared objects file"));
    }
}
