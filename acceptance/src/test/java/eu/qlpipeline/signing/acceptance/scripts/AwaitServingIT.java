package eu.qlpipeline.signing.acceptance.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How scripts wait for an agent that they started in the background; a shell stands in for the agent. */
class AwaitServingIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Path root = Path.of(Objects.requireNonNull(System.getProperty("signing.root")));

    @TempDir
    Path directory;

    private Processes processes;

    @BeforeEach
    void open() {
        processes = new Processes(directory);
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void aLogThatDoesNotExistYetIsWaitedFor() {
        Outcome outcome =
                run("(sleep 0.5; echo 'x serving on 127.0.0.1:7 y' >log; sleep 20) & await_serving $! log; kill $!");

        assertThat(outcome.orThrow().out()).isEqualTo("127.0.0.1:7\n");
    }

    @Test
    void anAgentThatEndsIsSaidWithItsLastLine() {
        Outcome outcome = run("(echo 'token: not found' >log; exit 3) & address=$(await_serving $! log); echo on");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("""
                        agent: ended before it served
                        hint: token: not found
                        """);
    }

    private Outcome run(String line) {
        String library = root.resolve("scripts/lib/all.sh").toString();
        return processes.run(
                Program.of(directory, "bash", "-euo", "pipefail", "-c", ". " + library + "; " + line), DEADLINE);
    }
}
