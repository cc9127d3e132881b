package eu.qlpipeline.signing.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.ProgramException;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeKeyRequest;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import eu.qlpipeline.signing.v1.SignatureScheme;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that takes no salt longer than the digest, as an HSM in FIPS mode: all but raw challenges, with a salt of 32. */
@ExtendWith(StageExtension.class)
class ShortSaltIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SHORT = "longest-salt 32";
    private static final String LONG = "# well";
    private static final String AUDIENCE = "bound.example";
    private static final String SERVICE = SigningAgentGrpc.SERVICE_NAME;

    /** More than make an agent open its key anew where the token itself refused them. */
    private static final int MANY = 5;

    private final Stage stage;
    private final AgentHome home;
    private final Provider raw;
    private final Provider bound;
    private final List<FaultyAgent> agents = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();

    ShortSaltIT(Stage stage, TestInfo test) {
        // They become common names, of which X.509 limits the length.
        String name = Integer.toHexString(test.getDisplayName().hashCode());
        this.stage = stage;
        home = stage.agent(name);
        raw = stage.provider("raw-" + name, home);
        bound = stage.provider("bound-" + name);
        home.admitAs(AUDIENCE, "bound", bound.tls().certificate());
        bound.run(
                        "trust",
                        "add",
                        home.certificate().toString(),
                        "--fingerprint",
                        "SHA256:" + stage.openSsl().fingerprint(home.certificate()),
                        "--mode",
                        "bound",
                        "--audience",
                        AUDIENCE,
                        "--channel-binding",
                        "none")
                .orThrow();
    }

    private FaultyAgent start(String... lines) {
        var agent = FaultyAgent.start(
                stage, home, stage.faultModule(), List.of(lines), "supervision.keep-alive-seconds", "1");
        agents.add(agent);
        return agent;
    }

    private Caller caller(FaultyAgent agent) {
        var caller = new Caller(agent.address(), home.tls().certificate(), raw.tls());
        callers.add(caller);
        return caller;
    }

    @AfterEach
    void stop() {
        callers.forEach(Caller::close);
        agents.forEach(agent -> agent.process().running().kill());
    }

    private Outcome verify(FaultyAgent agent, String... more) {
        List<String> verb = new ArrayList<>(List.of("verify"));
        verb.addAll(List.of(more));
        return bound.ask(agent.address(), home.tls().certificate(), verb.toArray(String[]::new));
    }

    private static DescribeStatusResponse status(Caller caller) {
        return caller.agent().describeStatus(DescribeStatusRequest.getDefaultInstance());
    }

    private static ServingStatus health(Caller caller, String service) {
        return HealthGrpc.newBlockingStub(caller.channel())
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }

    private static StatusRuntimeException refusal(Caller caller) {
        return catchThrowableOfType(
                StatusRuntimeException.class,
                () -> caller.sign(RawChallenge.random(new SecureRandom()).message()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"# many sessions", "sessions 1"})
    void boundChallengesAreAnsweredAloneAndInBatches(String sessions) {
        FaultyAgent agent = start(SHORT, sessions);

        JsonObject one = verify(agent, "--json").orThrow().json();
        assertThat(one.get("scheme").getAsString()).isEqualTo("RSA4096_PSS_SHA256_SALT32");
        verify(agent, "--count", "300", "--in-flight", "64").orThrow();
        verify(agent, "--count", "3000", "--in-flight", "600", "--stream").orThrow();
    }

    @Test
    void rawChallengesAreRefusedBeforeTheTokenIsAsked() {
        FaultyAgent agent = start(SHORT);

        Outcome refused = raw.verify(agent.address(), home.tls().certificate());
        assertThat(refused.json().get("agentReason").getAsString()).isEqualTo("SCHEME_UNSUPPORTED");
        Refusal.of(refused, 1)
                .says("SCHEME_UNSUPPORTED", "raw-challenge: not offered by this token")
                .hints("--mode bound");

        Caller caller = caller(agent);
        for (int i = 0; i < MANY; i++) {
            assertThat(refusal(caller).getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        }
        assertThat(status(caller).getGeneration()).isEqualTo(1);
    }

    @Test
    void healthStatusAndLogSaySo() {
        FaultyAgent agent = start(SHORT);
        Caller caller = caller(agent);

        assertThat(health(caller, SERVICE + "/raw-challenge")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(List.of("", SERVICE, SERVICE + "/bound-challenge", SERVICE + "/tls13-certificate-verify"))
                .allSatisfy(service -> assertThat(health(caller, service)).isEqualTo(ServingStatus.SERVING));
        assertThat(status(caller).getServing()).isTrue();
        assertThat(status(caller).getConditionsList()).singleElement().satisfies(condition -> {
            assertThat(condition.getKind()).isEqualTo(Condition.Kind.KIND_TOKEN_REFUSES);
            assertThat(condition.getBlocking()).isFalse();
            assertThat(condition.getMessage()).contains("raw challenges are off");
        });
        assertThat(caller.agent()
                        .describeKey(DescribeKeyRequest.getDefaultInstance())
                        .getSchemesList())
                .containsExactly(SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT32);
        assertThat(agent.process().running().errorOutput().split("raw challenges are off", -1))
                .hasSize(2);

        long first = status(caller).getLastVerifiedMs();
        await().atMost(SOON).until(() -> status(caller).getLastVerifiedMs() > first);
        assertThat(status(caller).getGeneration()).isEqualTo(1);
    }

    @Test
    void theAuditLogIsSignedAndVerifies() {
        FaultyAgent agent = start(SHORT);
        verify(agent, "--count", "20").orThrow();
        assertThat(refusal(caller(agent))).isNotNull();
        agent.process().running().terminate();
        // The last checkpoint is made at the stop.
        agent.process().running().await(SOON);

        // A record that no checkpoint covers would be a finding.
        stage.program(home)
                .run(
                        "audit",
                        "verify",
                        "--log",
                        home.directory().resolve("audit").toString(),
                        "--certificate",
                        home.certificate().toString())
                .orThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CKR_ARGUMENTS_BAD", "0x80000141"})
    void aTokenThatRefusesForAMomentKeepsItsRawChallenges(String code) {
        Caller caller = caller(start("C_SignInit return " + code + " 1"));

        assertThat(refusal(caller)).isNull();
        assertThat(status(caller).getConditionsList()).isEmpty();
    }

    @Test
    void aTokenThatIsSetUpOtherwiseMeanwhileIsSeenWhenItsKeyIsOpenedAnew() {
        FaultyAgent agent = start(LONG);
        Caller caller = caller(agent);
        assertThat(refusal(caller)).isNull();

        agent.control(List.of(SHORT));
        await().atMost(SOON)
                .until(() -> health(caller, SERVICE + "/raw-challenge") == ServingStatus.NOT_SERVING
                        && status(caller).getServing());
        verify(agent).orThrow();

        agent.control(List.of(LONG, "do close-sessions"));
        await().atMost(SOON).until(() -> health(caller, SERVICE + "/raw-challenge") == ServingStatus.SERVING);
        assertThat(refusal(caller)).isNull();
    }

    @Test
    void aTokenMayRefuseTheLongSaltWithAnyCode() {
        FaultyAgent agent = start(SHORT);
        Caller caller = caller(agent);
        for (String code : List.of("CKR_DATA_LEN_RANGE", "CKR_FUNCTION_FAILED", "0x80000141")) {
            long generation = status(caller).getGeneration();
            agent.control(List.of(SHORT + " " + code, "do close-sessions"));
            await().atMost(SOON)
                    .until(() -> status(caller).getGeneration() > generation
                            && status(caller).getServing());
            assertThat(health(caller, SERVICE + "/raw-challenge")).isEqualTo(ServingStatus.NOT_SERVING);
            verify(agent).orThrow();
        }
    }

    @Test
    void aTokenThatTakesNeitherSaltIsNotServed() {
        assertThatExceptionOfType(ProgramException.class)
                .isThrownBy(() -> start("longest-salt 31"))
                .withMessageContaining("a salt of 478 or 32 bytes: CKR_MECHANISM_PARAM_INVALID");
    }
}
