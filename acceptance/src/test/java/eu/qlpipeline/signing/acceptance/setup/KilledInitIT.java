package eu.qlpipeline.signing.acceptance.setup;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.RunningProgram;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An {@code init} that is killed at any of its steps leaves what its hints can finish, and never two keys. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledInitIT {

    private static final Duration ENOUGH = Duration.ofMinutes(2);
    private static final int REFUSED = 1;

    private final Stage stage;

    KilledInitIT(Stage stage) {
        this.stage = stage;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logging in to token",
                "generating RSA-4096",
                "reading the key's attributes back",
                "issuing the certificate",
                "writing "
            })
    void isFinishedByWhatTheNextOneSays(String step) {
        AgentHome home = stage.emptyAgent(step.replaceAll("[^a-zA-Z]", "-"));
        RunningProgram running = stage.program(home).start("init");
        running.awaitError(Pattern.compile(Pattern.quote(step)), ENOUGH);
        running.kill();
        running.await(ENOUGH);

        heal(home);

        TokenView.assertWhole(stage, home);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isFinishedWhereverItStopped(int round) {
        AgentHome home = stage.emptyAgent("anywhere-" + round);
        RunningProgram running = stage.program(home).start("init");
        long longest = stage.init().elapsed().toMillis();
        running.waitFor(Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest)));
        running.kill();
        running.await(ENOUGH);

        heal(home);

        TokenView.assertWhole(stage, home);
    }

    /** Does what an operator does: starts again, and follows the hint. */
    private void heal(AgentHome home) {
        AgentProgram program = stage.program(home);
        Outcome again = program.run("init");
        if (again.exitCode() == 0) {
            return;
        }
        if (Files.exists(home.certificate())) {
            // The kill came too late: all was done.
            return;
        }
        var refusal = Refusal.of(again, REFUSED);
        String hints = String.join("\n", refusal.hints());
        Outcome healed = hints.contains("signing-agent init --resume")
                ? program.run("init", "--resume")
                : program.run("certificate", "--out", home.certificate().toString());
        assertThat(healed.exitCode()).as(again + "\n" + healed).isZero();
    }
}
