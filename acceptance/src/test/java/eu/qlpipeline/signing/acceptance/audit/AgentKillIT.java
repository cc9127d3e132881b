package eu.qlpipeline.signing.acceptance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A serving agent that is killed under load, again and again: whoever has an answer finds it in the log. */
@ExtendWith(StageExtension.class)
class AgentKillIT {

    private static final int KILLS = 10;
    private static final int MOST_ANSWERS = 40;
    private static final int REFUSALS_OF_A_DEAD_AGENT = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Random random = new Random(10);

    @Test
    void everyAnswerIsInTheLogWheneverTheAgentIsKilled(Stage stage) {
        AgentHome home = stage.agent("killed");
        Provider provider = stage.provider("killed-provider", home);
        AgentProgram program = stage.program(home);
        Set<String> answered = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            AgentProcess agent = program.serve();
            try (var load = new Load(agent.address(), home, provider.tls())) {
                List<Load.Call> calls = new ArrayList<>();
                awaitCalls(load, calls, Load.Call::isGood, 1 + random.nextInt(MOST_ANSWERS));
                agent.running().kill();
                // Time for each caller to note the last answer that it had.
                awaitCalls(load, calls, call -> !call.isGood(), REFUSALS_OF_A_DEAD_AGENT);
                assertThat(load.wrong()).isZero();
                calls.stream()
                        .filter(Load.Call::isGood)
                        .forEach(call -> answered.add(call.challenge().hex()));
            }
        }
        AgentProcess agent = program.serve();
        agent.running().terminate();
        agent.running().await(PATIENCE);

        assertThat(program.run("audit", "verify").orThrow().out()).endsWith("good\n");
        assertThat(signed(program)).containsAll(answered);
    }

    private static void awaitCalls(Load load, List<Load.Call> calls, Predicate<Load.Call> kind, int enough) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
            calls.addAll(load.drain());
            return calls.stream().filter(kind).count() >= enough;
        });
    }

    private static Set<String> signed(AgentProgram program) {
        return program.run("audit", "show", "--json", "--outcome", "SIGNED")
                .orThrow()
                .out()
                .lines()
                .map(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("challengeSha256")
                        .getAsString())
                .collect(Collectors.toSet());
    }
}
