package eu.qlpipeline.signing.acceptance.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.agent.AgentProgram;
import eu.qlpipeline.signing.acceptance.load.Load;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A token behind a socket: p11-kit's server in front of SoftHSM, its client module in the agent. */
@ExtendWith(StageExtension.class)
class NetworkTokenIT {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final int KILLS = 2;
    private static final int MANY = 10;
    private static final int RESTART = 5;

    @Test
    void makesAKeySaysHowItSignsAndServes(Stage stage) {
        AgentHome home = stage.emptyAgent("network");
        AgentProgram program = P11KitServer.start(stage, home).program(stage, home);

        JsonObject made = program.run("init", "--json").orThrow().json();
        assertThat(made.get("mechanism").getAsString()).isEqualTo("CKM_RSA_PKCS_PSS");
        assertThat(verdict(made, "CKA_ALLOWED_MECHANISMS")).isEqualTo("unknown");
        assertThat(program.run("inspect").orThrow().out())
                .contains(
                        "CKM_RSA_PKCS_PSS, the digest made in the agent: the token offers no CKM_SHA256_RSA_PKCS_PSS");

        Provider provider = stage.provider("network-provider", home);
        AgentProcess agent = program.serve();
        Outcome verified = provider.ask(
                        agent.address(), home.tls().certificate(), "verify", "--deadline", "50s", "--json")
                .orThrow();
        assertThat(verified.json().get("verified").getAsBoolean()).isTrue();
    }

    @Test
    void aServerThatIsKilledUnderLoadAndStartedAgainCostsNoWrongSignatureAndNoRestartButForACallThatItLeaves(
            Stage stage) {
        AgentHome home = stage.emptyAgent("killed");
        P11KitServer server = P11KitServer.start(stage, home);
        AgentProgram program = server.program(stage, home).set("supervision.hang-seconds", "5");
        program.run("init").orThrow();
        Provider provider = stage.provider("killed-provider", home);
        AgentProcess agent = program.serve();
        program = program.set("server.port", Integer.toString(agent.port()));
        try (var load = new Load(agent.address(), home, provider.tls())) {
            for (int kill = 1; kill <= KILLS; kill++) {
                awaitGood(load);

                server.kill();
                assertRefusedAndSaid(load);

                server.startAgain();
                if (!isGoodBeforeTheEndOf(agent, load)) {
                    agent = program.serve();
                    awaitGood(load);
                }
                await().atMost(AMPLE).until(() -> health(load.caller()) == ServingStatus.SERVING);
            }
            assertThat(load.wrong()).isZero();
        }
        assertThat(agent.running().isAlive()).isTrue();
    }

    /** Whether an agent signs again. Where p11-kit's library keeps a call for ever, it ends for another process instead. */
    private static boolean isGoodBeforeTheEndOf(AgentProcess agent, Load load) {
        load.drain();
        await().atMost(AMPLE)
                .until(() -> !agent.running().isAlive() || load.drain().stream().anyMatch(Load.Call::isGood));
        if (agent.running().isAlive()) {
            assertThat(agent.running().errorOutput())
                    .contains("initialising the library anew", "(found: no initialised token)");
            return true;
        }
        assertThat(agent.running().await(AMPLE).exitCode()).isEqualTo(RESTART);
        assertThat(agent.running().errorOutput()).contains("has not returned");
        return false;
    }

    private static void assertRefusedAndSaid(Load load) {
        await().atMost(AMPLE).until(() -> health(load.caller()) == ServingStatus.NOT_SERVING);
        await().atMost(AMPLE)
                .untilAsserted(() -> assertThat(status(load.caller()).getConditionsList())
                        .filteredOn(Condition::getBlocking)
                        .singleElement()
                        .satisfies(condition -> {
                            assertThat(condition.getKind()).isEqualTo(Condition.Kind.KIND_TOKEN_ABSENT);
                            // What there is instead is the operator's, and in the log.
                            assertThat(condition.getMessage())
                                    .isEqualTo("token: not available to the agent; its log says why");
                        }));
        long said = System.nanoTime();
        var refused = new ArrayList<String>();
        await().atMost(AMPLE).until(() -> {
            load.drain().stream()
                    .filter(call -> call.start() > said)
                    .map(Load.Call::outcome)
                    .forEach(refused::add);
            return refused.size() >= MANY;
        });
        assertThat(refused).containsOnly("UNAVAILABLE TOKEN_ABSENT");
    }

    private static void awaitGood(Load load) {
        load.drain();
        await().atMost(AMPLE).until(() -> load.drain().stream().anyMatch(Load.Call::isGood));
    }

    private static ServingStatus health(Caller caller) {
        return HealthGrpc.newBlockingStub(caller.channel())
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }

    private static DescribeStatusResponse status(Caller caller) {
        return caller.agent().describeStatus(DescribeStatusRequest.getDefaultInstance());
    }

    private static String verdict(JsonObject report, String name) {
        for (JsonElement attribute : report.getAsJsonArray("attributes")) {
            JsonObject one = attribute.getAsJsonObject();
            if (one.get("name").getAsString().equals(name)) {
                return one.get("verdict").getAsString();
            }
        }
        throw new AssertionError(name);
    }
}
