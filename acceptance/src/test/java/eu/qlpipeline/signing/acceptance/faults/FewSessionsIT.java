package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that offer few sessions, and say so, under more callers than that. */
@ExtendWith(StageExtension.class)
class FewSessionsIT {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final int MANY = 30;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16})
    void aTokenWithFewSessionsSignsAndIsBackAfterItHasLostThem(int sessions, Stage stage) {
        String name = "sessions-" + sessions;
        AgentHome home = stage.agent(name);
        Provider provider = stage.provider(name + "-provider", home);
        String limit = "sessions " + sessions;
        var agent = FaultyAgent.start(stage, home, FaultModule.build(stage), List.of(limit));
        try (var load = new Load(agent.address(), home, provider.tls())) {
            assertThat(awaitGood(load)).containsOnly("");

            agent.control(List.of(limit, "do close-sessions"));

            awaitGood(load);
            assertThat(load.wrong()).isZero();
        }
        assertThat(agent.process().running().errorOutput()).contains("generation 2 serves");
        agent.process().running().terminate();
    }

    /** Waits for many good signatures; returns the outcomes of all calls until then. */
    private static List<String> awaitGood(Load load) {
        load.drain();
        var outcomes = new ArrayList<String>();
        await().atMost(AMPLE).until(() -> {
            load.drain().stream().map(Load.Call::outcome).forEach(outcomes::add);
            return outcomes.stream().filter(String::isEmpty).count() >= MANY;
        });
        return outcomes;
    }
}
