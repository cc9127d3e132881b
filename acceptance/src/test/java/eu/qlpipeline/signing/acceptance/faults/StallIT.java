package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stops all signers at once: the token, for once, or the whole agent. */
@ExtendWith(StageExtension.class)
@Timeout(120)
class StallIT {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(4);
    private static final String GIVEN_UP = "has not returned";
    private static final int SOME = 6;

    @Test
    void anAgentAllOfWhoseSignersHangOnceServesAgain(Stage stage) {
        AgentHome home = stage.agent("stall");
        Provider provider = stage.provider("stall-provider", home);
        // As many signers as callers, and as the limit.
        var agent = FaultyAgent.start(
                stage,
                home,
                stage.faultModule(),
                List.of("# well"),
                "signing.threads",
                "3",
                "supervision.hang-seconds",
                "2",
                "supervision.hang-limit",
                "3");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            agent.control(List.of("C_SignFinal hang 3"));
            await().atMost(AMPLE).until(() -> givenUp(agent) == 3);
            awaitGood(load);
            assertThat(load.wrong()).isZero();
        }
        agent.process().running().terminate();
    }

    @Test
    void aPauseOfTheAgentIsNoHangOfItsToken(Stage stage) throws Exception {
        AgentHome home = stage.agent("pause");
        Provider provider = stage.provider("pause-provider", home);
        var agent = FaultyAgent.start(
                stage,
                home,
                stage.faultModule(),
                List.of("C_SignFinal delay 1000 always"),
                "signing.threads",
                "3",
                "supervision.hang-seconds",
                "3");
        try (var load = new Load(agent.address(), home, provider.tls())) {
            awaitGood(load);
            signal(stage, home, agent, "STOP");
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            signal(stage, home, agent, "CONT");
            awaitGood(load);
            assertThat(load.wrong()).isZero();
        }
        assertThat(givenUp(agent)).isZero();
        agent.process().running().terminate();
    }

    private static void signal(Stage stage, AgentHome home, FaultyAgent agent, String name) {
        String pid = Long.toString(agent.process().running().pid());
        stage.processes()
                .run(Program.of(home.directory(), "kill", "-" + name, pid), AMPLE)
                .orThrow();
    }

    private static int givenUp(FaultyAgent agent) {
        return agent.process().running().errorOutput().split(GIVEN_UP, -1).length - 1;
    }

    private static void awaitGood(Load load) {
        load.drain();
        var good = new AtomicInteger();
        await().atMost(AMPLE).until(() -> {
            load.drain().stream().filter(call -> call.outcome().isEmpty()).forEach(call -> good.incrementAndGet());
            return good.get() >= SOME;
        });
    }
}
