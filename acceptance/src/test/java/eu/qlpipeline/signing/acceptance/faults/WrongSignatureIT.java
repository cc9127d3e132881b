package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A token that makes wrong signatures under load: none leaves the agent, each costs the login, and four are too many. */
@ExtendWith(StageExtension.class)
class WrongSignatureIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Longer than several attempts at recovery take where there are any. */
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    private static final int FORGIVEN = 3;
    private static final List<String> WELL = List.of("# well");
    private static final List<String> ONE_WRONG = List.of("C_SignFinal flip 1");

    private final FaultyAgent agent;
    private final Load load;

    WrongSignatureIT(Stage stage) {
        AgentHome home = stage.agent("wrong");
        Provider provider = stage.provider("wrong-provider", home);
        agent = FaultyAgent.start(stage, home, stage.faultModule(), WELL);
        load = new Load(agent.address(), home, provider.tls());
    }

    @BeforeEach
    void awaitLoad() {
        awaitAnswers();
    }

    @AfterEach
    void stop() {
        load.close();
        agent.process().running().kill();
    }

    private DescribeStatusResponse status() {
        return load.caller().agent().describeStatus(DescribeStatusRequest.getDefaultInstance());
    }

    private ServingStatus health() {
        return HealthGrpc.newBlockingStub(load.caller().channel())
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    /** Waits for good signatures that were asked for from now on. */
    private void awaitAnswers() {
        long now = System.nanoTime();
        await().atMost(SOON)
                .until(() -> load.drain().stream().anyMatch(call -> call.isGood() && call.start() - now > 0));
    }

    private void assertStopped() {
        DescribeStatusResponse status = status();
        assertThat(status.getServing()).isFalse();
        assertThat(status.getConditionsList()).singleElement().satisfies(condition -> {
            assertThat(condition.getKind()).isEqualTo(Condition.Kind.KIND_SIGNATURE_WRONG);
            assertThat(condition.getBlocking()).isTrue();
            assertThat(condition.getMessage()).isEqualTo("signature: made by the token, does not verify; not released");
        });
        assertThat(health()).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void eachCostsTheLoginAndTheFourthStopsTheAgentUntilAPersonStartsItAgain() {
        long generation = status().getGeneration();
        for (int wrong = 0; wrong < FORGIVEN; wrong++) {
            long before = generation;
            agent.control(ONE_WRONG);
            await().atMost(SOON).until(() -> status().getGeneration() > before);
            generation = status().getGeneration();
            awaitAnswers();
            assertThat(status().getConditionsList()).isEmpty();
        }

        agent.control(ONE_WRONG);
        await().atMost(SOON).untilAsserted(this::assertStopped);
        agent.control(WELL);
        assertStaysStopped();
        assertThat(load.wrong()).as("wrong signatures released").isZero();

        agent.process().running().terminate();
        agent.serveAgain();
        awaitAnswers();
        assertThat(health()).isEqualTo(ServingStatus.SERVING);
    }

    /** With a token that is well, and callers that go on asking. */
    private void assertStaysStopped() {
        long now = System.nanoTime();
        var asked = new ArrayList<Load.Call>();
        await().during(A_WHILE).atMost(SOON).untilAsserted(() -> {
            assertStopped();
            load.drain().stream().filter(call -> call.start() - now > 0).forEach(asked::add);
        });
        assertThat(asked).isNotEmpty().extracting(Load.Call::outcome).containsOnly("UNAVAILABLE SIGNATURE_INVALID");
    }
}
