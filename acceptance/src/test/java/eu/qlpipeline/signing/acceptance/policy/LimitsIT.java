package eu.qlpipeline.signing.acceptance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits of one caller, counted in challenges, that cost no other caller anything. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsIT {

    private static final int MANY = 100;
    private static final int FEW = 20;

    /** More than are recorded at once. */
    private static final int DENIED = 2_000;

    private static final int PER_MESSAGE = 250;

    private final Stage stage;

    LimitsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aCallerBeyondItsRateIsRefusedForEachChallengeAndTheOtherIsServedInFull() throws Exception {
        AgentHome home = stage.agent("rate");
        TlsIdentity greedy = admit(home, "greedy", "rate: 1\nburst: 5\n");
        TlsIdentity modest = admit(home, "modest", "");
        AgentProcess agent = stage.program(home).serve();
        try (var first = new Caller(agent.address(), home.tls().certificate(), greedy);
                var second = new Caller(agent.address(), home.tls().certificate(), modest)) {
            CompletableFuture<List<NumberedAnswer>> refused = ask(first, MANY);
            CompletableFuture<List<NumberedAnswer>> served = ask(second, MANY);

            List<NumberedAnswer> answers = refused.get(1, TimeUnit.MINUTES);
            assertThat(answers).hasSize(MANY);
            assertThat(answers.stream().filter(NumberedAnswer::hasAnswer).count())
                    .isBetween(5L, MANY / 2L);
            assertThat(answers).filteredOn(NumberedAnswer::hasRejection).allSatisfy(answer -> {
                assertThat(answer.getRejection().getReason()).isEqualTo(Reason.REASON_RATE_LIMITED);
                assertThat(answer.getRejection().getRetryAfterMs()).isBetween(1, 1_000);
            });
            assertThat(served.get(1, TimeUnit.MINUTES)).hasSize(MANY).allMatch(NumberedAnswer::hasAnswer);
        }
    }

    @Test
    void aCallerHasNoMoreInWorkThanItMayAndEachOutcomeMakesRoom() throws Exception {
        AgentHome home = stage.agent("concurrency");
        TlsIdentity identity = admit(home, "wide", "concurrency: 2\n");
        AgentProcess agent = stage.program(home).serve();
        try (var caller = new Caller(agent.address(), home.tls().certificate(), identity)) {
            List<NumberedAnswer> answers = ask(caller, MANY).get(1, TimeUnit.MINUTES);

            assertThat(answers).hasSize(MANY);
            assertThat(answers).anyMatch(NumberedAnswer::hasAnswer);
            assertThat(answers)
                    .filteredOn(NumberedAnswer::hasRejection)
                    .isNotEmpty()
                    .allMatch(answer -> answer.getRejection().getReason() == Reason.REASON_CONCURRENCY_LIMITED);
            for (int i = 0; i < 10; i++) {
                assertThat(Refusals.signs(caller))
                        .as("nothing stays inside: %d", i)
                        .isTrue();
            }
        }
    }

    @Test
    void challengesAndSignaturesForTlsHaveLimitsApartAndEitherChangesWhileTheAgentServes() throws Exception {
        AgentHome home = stage.agent("tls");
        TlsIdentity identity = stage.identity("pipeline");
        Path file = home.providers().resolve("pipeline.yaml");
        home.admit("pipeline", identity.certificate(), "raw-challenge", "tls13-certificate-verify");
        String unlimited = Files.readString(file);
        Files.writeString(file, unlimited + "rate: 1\n");
        AgentProcess agent = stage.program(home).serve();
        try (var caller = new Caller(agent.address(), home.tls().certificate(), identity)) {
            assertThat(ask(caller, MANY).get(1, TimeUnit.MINUTES)).anyMatch(NumberedAnswer::hasRejection);
            assertThat(refusedForTls(caller)).isEmpty();

            Files.writeString(file, unlimited + "tls-rate: 1\n");
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() ->
                            assertThat(refusedForTls(caller)).isNotEmpty().containsOnly(Reason.REASON_RATE_LIMITED));
            assertThat(ask(caller, MANY).get(1, TimeUnit.MINUTES)).hasSize(MANY).allMatch(NumberedAnswer::hasAnswer);
        }
    }

    @Test
    void whoAsksForMuchThatItMayNotIsDeniedForSoMuchOfItAndTheOtherIsServed() throws Exception {
        AgentHome home = stage.agent("denied");
        TlsIdentity identity = stage.identity("stranger");
        home.admit("stranger", identity.certificate(), "tls13-certificate-verify");
        TlsIdentity modest = admit(home, "modest", "");
        AgentProcess agent = stage.program(home).serve();
        try (var stranger = new Caller(agent.address(), home.tls().certificate(), identity);
                var other = new Caller(agent.address(), home.tls().certificate(), modest)) {
            List<NumberedAnswer> answers = ask(stranger, DENIED).get(1, TimeUnit.MINUTES);

            assertThat(answers).hasSize(DENIED);
            assertThat(answers.stream()
                            .map(answer -> answer.getRejection().getReason())
                            .distinct())
                    .containsExactlyInAnyOrder(Reason.REASON_PURPOSE_NOT_PERMITTED, Reason.REASON_RATE_LIMITED);
            assertThat(ask(other, MANY).get(1, TimeUnit.MINUTES)).hasSize(MANY).allMatch(NumberedAnswer::hasAnswer);
        }
    }

    private TlsIdentity admit(AgentHome home, String name, String limits) throws IOException {
        TlsIdentity identity = stage.identity(name);
        home.admit(name, identity.certificate());
        Files.writeString(home.providers().resolve(name + ".yaml"), limits, StandardOpenOption.APPEND);
        return identity;
    }

    /** Asks for some signatures for TLS at once; why some of them are refused. */
    private static List<Reason> refusedForTls(Caller caller) throws Exception {
        var agent = SigningAgentGrpc.newFutureStub(caller.channel());
        var asked = Stream.generate(() -> agent.signTls13CertificateVerify(Refusals.handshake()))
                .limit(FEW)
                .toList();
        List<Reason> refused = new ArrayList<>();
        for (var answer : asked) {
            try {
                answer.get(1, TimeUnit.MINUTES);
            } catch (ExecutionException e) {
                refused.add(Refusals.reason((StatusRuntimeException) Objects.requireNonNull(e.getCause())));
            }
        }
        return refused;
    }

    /** Asks for all on one stream, in few messages. */
    private static CompletableFuture<List<NumberedAnswer>> ask(Caller caller, int count) {
        var end = new CompletableFuture<List<NumberedAnswer>>();
        List<NumberedAnswer> answers = Collections.synchronizedList(new ArrayList<>());
        var requests = SigningAgentGrpc.newStub(caller.channel()).signChallenges(new StreamObserver<>() {
            @Override
            public void onNext(SignChallengesResponse response) {
                answers.addAll(response.getAnswersList());
            }

            @Override
            public void onError(Throwable error) {
                end.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                end.complete(answers);
            }
        });
        for (int first = 0; first < count; first += PER_MESSAGE) {
            requests.onNext(message(first, Math.min(count, first + PER_MESSAGE)));
        }
        requests.onCompleted();
        return end;
    }

    private static SignChallengesRequest message(int first, int end) {
        var message = SignChallengesRequest.newBuilder();
        for (int i = first; i < end; i++) {
            message.addChallenges(NumberedChallenge.newBuilder()
                    .setRequestId(i)
                    .setChallenge(SignChallengeRequest.newBuilder()
                            .setRaw(RawChallenge.newBuilder()
                                    .setChallenge(ByteString.copyFrom(Refusals.challenge())))));
        }
        return message.build();
    }
}
