package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import eu.qlpipeline.signing.v1.NumberedAnswer;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls that are open when the server stops, and how long it waits for them. */
class StoppingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration LONG = Duration.ofHours(1);
    private static final ByteString BYTES = ByteString.copyFrom(HexFormat.of().parseHex("8f".repeat(32)));
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final TestingServer server = new TestingServer(CALLER, SERVER);
    private final Queue<SignatureListener> taken = new ConcurrentLinkedQueue<>();
    private ManagedChannel channel;
    private int port;

    @BeforeEach
    void serve() throws Exception {
        server.drain(LONG);
        port = serve(server);
        channel = CALLER.channel(port, SERVER.certificate());
    }

    private int serve(TestingServer one) {
        one.submissions((caller, challenge, deadline, listener) -> taken.add(listener));
        return one.serve(ConnectionLimits.STANDARD, SharedLimits.STANDARD);
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.close();
    }

    private CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(server::close);
    }

    private static RawChallenge raw() {
        return RawChallenge.newBuilder().setChallenge(BYTES).build();
    }

    /** Answers what was taken, by a failure, since there is no token. */
    private void answerAll() {
        taken.forEach(listener -> {
            listener.failed(new AgentException(ReasonCode.TOKEN_FAILURE, "token: none"));
            listener.flush();
        });
    }

    @Test
    void ofAStreamWhatWasTakenIsAnsweredAndWhatComesLaterIsRefusedAndThenItEnds() throws Exception {
        var stream = new Asking(channel);
        stream.ask();
        await().atMost(PATIENCE).until(() -> taken.size() == 1);
        CompletableFuture<Void> stopped = stop();
        await().atMost(PATIENCE).until(() -> {
            stream.ask();
            return stream.refusals.containsValue(Reason.REASON_SHUTTING_DOWN);
        });
        // What is on its way when a stream ends hears of its end alone.
        await().atMost(PATIENCE).until(() -> stream.refusals.size() + taken.size() == stream.asked);
        assertThat(stream.ended.end).isNotDone();

        answerAll();

        assertThat(stream.ended.text()).contains("UNAVAILABLE", "SHUTTING_DOWN");
        assertThat(stream.refusals).hasSize(stream.asked);
        assertThat(stream.refusals.values())
                .containsOnly(Reason.REASON_TOKEN_FAILURE, Reason.REASON_SHUTTING_DOWN)
                .filteredOn(Reason.REASON_TOKEN_FAILURE::equals)
                .hasSameSizeAs(taken);
        assertThat(stopped).succeedsWithin(PATIENCE);
    }

    @Test
    void nobodyWaitsForStreamsOnWhichNothingIsInFlight() throws Exception {
        var challenges = new Asking(channel);
        challenges.ask();
        await().atMost(PATIENCE).until(() -> taken.size() == 1);
        answerAll();
        await().atMost(PATIENCE).until(() -> !challenges.refusals.isEmpty());
        var watch = new Hearing<HealthCheckResponse>();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), watch);
        assertThat(watch.next()).contains("NOT_SERVING");
        var reflection = new Hearing<ServerReflectionResponse>();
        var asking = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(reflection);
        asking.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(reflection.next()).contains("SigningAgent");

        assertThat(stop()).succeedsWithin(PATIENCE);

        assertThat(challenges.ended.text()).contains("UNAVAILABLE", "SHUTTING_DOWN");
        assertThat(watch.text()).contains("UNAVAILABLE", "SHUTTING_DOWN");
        assertThat(reflection.text()).contains("UNAVAILABLE", "SHUTTING_DOWN");
    }

    @Test
    void aUnaryCallThatWasTakenIsAnswered() throws Exception {
        var inFlight = askOne();
        CompletableFuture<Void> stopped = stop();
        await().atMost(PATIENCE).until(() -> !isListening());
        answerAll();
        assertThat(inFlight.text()).contains("TOKEN_FAILURE");
        assertThat(stopped).succeedsWithin(PATIENCE);
    }

    /** Sent by who has not heard of the stop: until it answers the PING behind the first GOAWAY its calls are taken in. */
    @ParameterizedTest
    @ValueSource(strings = {"eu.qlpipeline.signing.v1.SigningAgent/SignChallenges", "grpc.health.v1.Health/Watch"})
    void aStreamThatBeginsMeanwhileEndsAtOnce(String method) throws Exception {
        var inFlight = askOne();
        CompletableFuture<Void> stopped;
        try (SSLSocket late = CALLER.socket(port, SERVER.certificate())) {
            Http2Frames.ping(late);
            Http2Frames.awaitPong(late);
            stopped = stop();
            assertThat(Http2Frames.awaitGoAway(late)).startsWith("0 ");
            PartialCall.open(late, 0, "/" + method);
            assertThat(PartialCall.end(late)).contains("SHUTTING_DOWN");

            answerAll();
            assertThat(inFlight.text()).contains("TOKEN_FAILURE");
        }
        assertThat(stopped).succeedsWithin(PATIENCE);
    }

    private boolean isListening() {
        try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Hearing<SignChallengeResponse> askOne() {
        var answer = new Hearing<SignChallengeResponse>();
        SigningAgentGrpc.newStub(channel)
                .signChallenge(SignChallengeRequest.newBuilder().setRaw(raw()).build(), answer);
        await().atMost(PATIENCE).until(() -> taken.size() == 1);
        return answer;
    }

    @Test
    void whatHasNoAnswerWhenTheTimeIsUpIsToldWhy() throws Exception {
        var hasty = new TestingServer(CALLER, SERVER);
        ManagedChannel other = CALLER.channel(serve(hasty), SERVER.certificate());
        try (hasty) {
            var stream = new Asking(other);
            stream.ask();
            await().atMost(PATIENCE).until(() -> taken.size() == 1);
            var query = GetReceiptRequest.newBuilder().setChallengeSha256(BYTES).setSignatureSha256(BYTES);
            var receipt = new Hearing<GetReceiptResponse>();
            SigningAgentGrpc.newStub(other).getReceipt(query.build(), receipt);
            // On the same connection, and so after it.
            Question.ask(other, PATIENCE);

            CompletableFuture.runAsync(hasty::close).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

            assertThat(stream.ended.text()).contains("UNAVAILABLE", "SHUTTING_DOWN");
            assertThat(receipt.text()).contains("UNAVAILABLE", "SHUTTING_DOWN");
        } finally {
            other.shutdownNow();
        }
    }

    /** Hears messages and the end of a call. */
    private static class Hearing<A> extends Ending<A> {

        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return String.valueOf(messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }

        String text() throws Exception {
            return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).toString();
        }

        @Override
        public void onNext(A message) {
            messages.add(message.toString());
        }
    }

    /** A stream of challenges, and what each was refused for. */
    private static final class Asking {

        private final Map<Long, Reason> refusals = Collections.synchronizedMap(new HashMap<>());
        private final Hearing<SignChallengesResponse> ended = new Hearing<>() {
            @Override
            public void onNext(SignChallengesResponse message) {
                for (NumberedAnswer answer : message.getAnswersList()) {
                    refusals.put(answer.getRequestId(), answer.getRejection().getReason());
                }
            }
        };
        private final StreamObserver<SignChallengesRequest> stream;
        private int asked;

        Asking(ManagedChannel channel) {
            stream = SigningAgentGrpc.newStub(channel).signChallenges(ended);
        }

        void ask() {
            asked++;
            stream.onNext(SignChallengesRequest.newBuilder()
                    .addChallenges(NumberedChallenge.newBuilder()
                            .setRequestId(asked)
                            .setChallenge(SignChallengeRequest.newBuilder().setRaw(raw())))
                    .build());
        }
    }
}
