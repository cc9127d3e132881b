package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the agent says of itself, with nobody asking for signatures: only its own show how the token is. */
@ExtendWith(StageExtension.class)
class StatusIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final List<String> SERVICES = List.of(
            "",
            SigningAgentGrpc.SERVICE_NAME,
            SigningAgentGrpc.SERVICE_NAME + "/raw-challenge",
            SigningAgentGrpc.SERVICE_NAME + "/bound-challenge",
            SigningAgentGrpc.SERVICE_NAME + "/tls13-certificate-verify");

    private final FaultyAgent agent;
    private final Caller caller;

    StatusIT(Stage stage, TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        AgentHome home = stage.agent(name);
        // It becomes a common name, of which X.509 limits the length.
        Provider provider = stage.provider("provider-" + Integer.toHexString(name.hashCode()), home);
        agent = FaultyAgent.start(
                stage,
                home,
                stage.faultModule(),
                List.of("# well"),
                "supervision.keep-alive-seconds",
                "1",
                "supervision.hang-seconds",
                "1");
        caller = new Caller(agent.address(), home.tls().certificate(), provider.tls());
    }

    @AfterEach
    void stop() {
        caller.close();
        agent.process().running().kill();
    }

    private DescribeStatusResponse status() {
        return caller.agent().describeStatus(DescribeStatusRequest.getDefaultInstance());
    }

    private List<ServingStatus> health() {
        return SERVICES.stream()
                .map(service -> HealthGrpc.newBlockingStub(caller.channel())
                        .check(HealthCheckRequest.newBuilder()
                                .setService(service)
                                .build())
                        .getStatus())
                .toList();
    }

    private void awaitServing() {
        await().atMost(SOON).until(() -> status().getServing());
        assertThat(health()).containsOnly(ServingStatus.SERVING);
    }

    private void awaitBlocked(Condition.Kind kind, String message) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status().getConditionsList()).anySatisfy(condition -> {
                    assertThat(condition.getKind()).isEqualTo(kind);
                    assertThat(condition.getBlocking()).isTrue();
                    assertThat(condition.getMessage()).isEqualTo(message);
                    assertThat(condition.getSinceMs()).isPositive();
                }));
        assertThat(status().getServing()).isFalse();
        assertThat(health()).containsOnly(ServingStatus.NOT_SERVING);
    }

    @Test
    void nothingIsTheMatterWithAnAgentThatSigns() {
        awaitServing();
        assertThat(status().getConditionsList()).isEmpty();
        assertThat(status().getGeneration()).isEqualTo(1);
        long first = status().getLastVerifiedMs();
        await().atMost(SOON).until(() -> status().getLastVerifiedMs() > first);
    }

    @Test
    void theAgentsOwnSignaturesKeepSessionsAliveThatTheTokenWouldClose() {
        agent.control(List.of("session-idle 4000"));
        long first = status().getLastVerifiedMs();
        await().atMost(SOON).until(() -> status().getLastVerifiedMs() > first + 6_000);
        assertThat(status().getGeneration()).isEqualTo(1);
    }

    @Test
    void aTokenThatIsGoneIsNoticedWithoutACaller() {
        agent.control(List.of("token absent"));
        awaitBlocked(Condition.Kind.KIND_TOKEN_ABSENT, "token: not available to the agent; its log says why");

        agent.control(List.of("# well"));
        awaitServing();
        assertThat(status().getGeneration()).isGreaterThan(1);
    }

    @Test
    void aRefusedPinIsSaidToBeLatchedUntilAPersonLiftsIt() {
        agent.control(List.of("do close-sessions", "C_Login return CKR_PIN_INCORRECT always"));
        awaitBlocked(Condition.Kind.KIND_PIN_LATCHED, "token: the agent cannot log in; its operator has to act");
        agent.process()
                .running()
                .awaitError(Pattern.compile("PIN of token \\S+: refused with CKR_PIN_INCORRECT"), SOON);

        agent.control(List.of("# well"));
        agent.unlatch();
        awaitServing();
    }

    @Test
    void aTokenThatHangsIsSaidToHang() {
        agent.control(List.of("C_SignFinal hang always"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status().getConditionsList())
                        .extracting(Condition::getKind)
                        .contains(Condition.Kind.KIND_TOKEN_HUNG));

        agent.control(List.of("# well"));
        awaitServing();
        await().atMost(SOON).until(() -> status().getConditionsList().isEmpty());
    }

    @Test
    void whoWatchesHearsThatTheAgentStops() {
        awaitServing();
        var heard = new ConcurrentLinkedQueue<ServingStatus>();
        HealthGrpc.newStub(caller.channel()).watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<>() {
            @Override
            public void onNext(HealthCheckResponse health) {
                heard.add(health.getStatus());
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {}
        });
        await().atMost(SOON).until(() -> heard.contains(ServingStatus.SERVING));

        agent.process().running().terminate();

        await().atMost(SOON).until(() -> heard.contains(ServingStatus.NOT_SERVING));
    }
}
