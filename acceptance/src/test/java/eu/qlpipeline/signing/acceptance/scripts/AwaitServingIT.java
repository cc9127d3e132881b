package eu.qlpipeline.signing.acceptance.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How scripts wait for an agent that they started in the background; a shell stands in for the agent. */
@ExtendWith(StageExtension.class)
class AwaitServingIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Test
    void aLogThatDoesNotExistYetIsWaitedFor(Stage stage) {
        Outcome outcome = run(
                stage,
                "waited-for",
                "(sleep 0.5; echo 'x serving on 127.0.0.1:7 y' >log; sleep 20) & await_serving $! log; kill $!");

        assertThat(outcome.orThrow().out()).isEqualTo("127.0.0.1:7\n");
    }

    @Test
    void anAgentThatEndsIsSaidWithItsLastLines(Stage stage) {
        Outcome outcome = run(
                stage, "ended", "(echo 'token: not found' >log; exit 3) & address=$(await_serving $! log); echo on");

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).isEqualTo("""
                        agent: ended before it served
                        hint: token: not found
                        """);
    }

    private static Outcome run(Stage stage, String folder, String line) {
        Path library = stage.checkout().root().resolve("scripts/lib/all.sh");
        Program shell =
                Program.of(stage.folder(folder), "bash", "-euo", "pipefail", "-c", ". " + library + "; " + line);
        return stage.processes().run(shell, DEADLINE);
    }
}
