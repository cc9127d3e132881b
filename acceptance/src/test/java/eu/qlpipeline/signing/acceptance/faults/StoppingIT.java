package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an agent says at SIGTERM, when nobody but its log can tell. */
@ExtendWith(StageExtension.class)
class StoppingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String STOPPED = "stopped; last checkpoint covers ([1-9][0-9]*) of ";

    @Test
    void saysThatItsLastCheckpointCoversAll(Stage stage) {
        Outcome end = stopped(stage, "in-order", "# well");
        assertThat(end.err()).contains(": stopping\n").containsPattern(STOPPED + "\\1 records\n");
    }

    @Test
    void saysThatThereIsNoLastCheckpointWhereTheTokenIsGone(Stage stage) {
        Outcome end = stopped(stage, "token-gone", "token absent");
        assertThat(end.err())
                .contains(": stopping\n", "WARNING Checkpointer: audit: no last checkpoint: ")
                .containsPattern(STOPPED + "(?!\\1 )[0-9]+ records\n");
    }

    /** An agent that has made one signature and is told to stop while the token is in that state. */
    private static Outcome stopped(Stage stage, String name, String fault) {
        AgentHome home = stage.agent(name);
        Provider provider = stage.provider(name + "-provider", home);
        var agent = FaultyAgent.start(stage, home, stage.faultModule(), List.of("# well"));
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            caller.sign(RawChallenge.random(new SecureRandom()).message());
            agent.control(List.of(fault));
        }
        agent.process().running().terminate();
        return agent.process().running().await(PATIENCE);
    }
}
