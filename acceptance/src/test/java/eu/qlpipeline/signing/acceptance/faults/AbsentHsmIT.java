package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent is started before its HSM. */
@ExtendWith(StageExtension.class)
class AbsentHsmIT {

    private static final Duration APPEARS = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token absent",
                "C_Initialize return CKR_DEVICE_ERROR always",
                "C_GetSlotList return CKR_FUNCTION_FAILED always",
                "C_OpenSession return CKR_TOKEN_NOT_PRESENT always",
                "C_Login return CKR_DEVICE_ERROR always"
            })
    void startsServesNothingAndServesWhenTheTokenIsThere(String fault, Stage stage) {
        String name = "absent-" + fault.split(" ", 2)[0].replace('_', '-');
        AgentHome home = stage.agent(name);
        Provider provider = stage.provider(name + "-provider", home);
        var agent = FaultyAgent.start(stage, home, stage.faultModule(), List.of(fault));
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            assertThat(health(caller)).isEqualTo(ServingStatus.NOT_SERVING);
            Assertions.assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> caller.sign(challenge()))
                    .matches(refusal -> refusal.getStatus().getCode() == Status.Code.UNAVAILABLE);

            agent.control(List.of("# well"));

            Awaitility.await().atMost(APPEARS).until(() -> health(caller) == ServingStatus.SERVING);
            assertThat(caller.sign(challenge())).hasSize(512);
        }
        agent.process().running().terminate();
        agent.process().running().await(APPEARS);
        // What was recorded before there was a key is signed as well.
        assertThat(stage.program(home).run("audit", "verify").orThrow().out()).endsWith("good\n");
    }

    private static byte[] challenge() {
        return eu.qlpipeline.signing.contract.RawChallenge.random(new java.security.SecureRandom())
                .message();
    }

    private static ServingStatus health(Caller caller) {
        return HealthGrpc.newBlockingStub(caller.channel())
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus();
    }
}
