package eu.qlpipeline.signing.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the serving process is switched on and off. */
@ExtendWith(StageExtension.class)
class ServingIT {

    private static final int CALLS = 10;

    /** Longer than it takes to ask all of them, so that some are in flight when the agent is told to stop. */
    private static final String SLOWLY = "signing-time 500\n";

    private static final Duration STOP = Duration.ofSeconds(30);

    private final SecureRandom random = new SecureRandom();

    @Test
    void saysAtItsStartWhatItServesWith(Stage stage) {
        AgentHome home = stage.agent("told");
        stage.provider("told-provider", home);
        Path audit = home.directory().resolve("audit");
        String first = stage.program(home).serve().running().errorOutput();
        assertThat(first)
                .containsPattern("signing-agent \\S+, configuration: " + home.configuration() + "\n")
                .containsPattern("server certificate: until 20[0-9-]+T[0-9:]+Z\n")
                .contains("callers: 1 in effect\n")
                .containsPattern("audit: " + audit + ", signing-agent-audit/[0-9a-f]{32}, begun anew\n")
                .containsPattern("token: generation 1 serves, token ql-token, certificate SHA256:[0-9a-f]{64}"
                        + " until 20[0-9-]+T[0-9:]+Z\n");
        assertThat(first.lines()).last().asString().contains("serving on ");
    }

    @Test
    void offersNoReflectionUnlessToldTo(Stage stage) {
        AgentHome home = stage.agent("closed");
        Provider provider = stage.provider("closed-provider", home);
        AgentProcess agent = stage.program(home).serve();
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            assertThat(services(caller))
                    .failsWithin(STOP)
                    .withThrowableThat()
                    .havingCause()
                    .satisfies(failure ->
                            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
        }
    }

    @Test
    void offersReflectionWhereToldTo(Stage stage) {
        AgentHome home = stage.agent("open");
        Provider provider = stage.provider("open-provider", home);
        AgentProcess agent =
                stage.program(home).set("server.reflection", "true").serve();
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            assertThat(services(caller))
                    .succeedsWithin(STOP)
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .contains(SigningAgentGrpc.SERVICE_NAME);
        }
    }

    private static CompletableFuture<List<String>> services(Caller caller) {
        var answer = new CompletableFuture<List<String>>();
        var requests = ServerReflectionGrpc.newStub(caller.channel())
                .withDeadlineAfter(STOP.toSeconds(), TimeUnit.SECONDS)
                .serverReflectionInfo(new StreamObserver<ServerReflectionResponse>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response.getListServicesResponse().getServiceList().stream()
                                .map(ServiceResponse::getName)
                                .toList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        answer.completeExceptionally(new AssertionError("ended without an answer"));
                    }
                });
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        requests.onCompleted();
        return answer;
    }

    @Test
    void answersWhatIsInFlightWhenToldToStopAndNothingAfterwards(Stage stage) throws Exception {
        AgentHome home = stage.agent("drained");
        Provider provider = stage.provider("drained-provider", home);
        Path faults = home.directory().resolve("faults");
        AgentProcess agent = stage.program(home)
                .withVariable("FAULT_PKCS11_MODULE", home.token().module().toString())
                .withVariable("FAULT_PKCS11_CONTROL", faults.toString())
                .set("token.module", stage.faultModule().toString())
                .serve();
        Files.writeString(faults, SLOWLY);
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            var asked = new ArrayList<ListenableFuture<SignChallengeResponse>>();
            for (int i = 0; i < CALLS; i++) {
                asked.add(SigningAgentGrpc.newFutureStub(caller.channel()).signChallenge(freshChallenge()));
            }
            // On one connection the answer to a later call shows that the agent has taken all earlier ones.
            caller.agent().getCertificate(GetCertificateRequest.getDefaultInstance());
            assertThat(asked).as("in flight").anyMatch(call -> !call.isDone());

            agent.running().terminate();

            for (var call : asked) {
                assertThat(call.get(STOP.toSeconds(), TimeUnit.SECONDS)
                                .getRaw()
                                .getSignature()
                                .size())
                        .isEqualTo(512);
            }
            Outcome stopped = agent.running().await(STOP);
            assertThat(stopped.exitCode()).as(stopped::toString).isEqualTo(128 + 15);
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> caller.sign(challenge()))
                    .matches(failure -> failure.getStatus().getCode() == Status.Code.UNAVAILABLE);
        }
    }

    private SignChallengeRequest freshChallenge() {
        return SignChallengeRequest.newBuilder()
                .setRaw(eu.qlpipeline.signing.v1.RawChallenge.newBuilder()
                        .setChallenge(ByteString.copyFrom(challenge())))
                .build();
    }

    private byte[] challenge() {
        return RawChallenge.random(random).message();
    }
}
