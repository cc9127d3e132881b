package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.rpc.connection.AcceptedChannels;
import eu.qlpipeline.signing.agent.rpc.connection.CallerInterceptor;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.Peers;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the connections of a caller, and those of strangers, may take together, each limit met over real sockets. */
class SharedLimitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 99;
    private static final int UNREAD = 5_000;
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final TestingServer server = new TestingServer(CALLER, SERVER);
    private final List<ManagedChannel> channels = new ArrayList<>();

    private int serve(SharedLimits shared) {
        return server.serve(ConnectionLimits.STANDARD, shared);
    }

    private static SharedLimits limits(int calls, int streams, int arriving, int refused, int handshakes) {
        return new SharedLimits(calls, streams, arriving * SharedLimits.EACH, UNREAD, refused, MANY, MANY, handshakes);
    }

    private ManagedChannel connect(int port) throws Exception {
        ManagedChannel channel = CALLER.channel(port, SERVER.certificate());
        channels.add(channel);
        return channel;
    }

    /** How a call ends that needs no permission; its service has no token to tell of. */
    private static String ask(ManagedChannel channel) {
        return Question.ask(channel, PATIENCE);
    }

    /** How a call ends whose request is not empty. */
    private static String check(ManagedChannel channel) {
        try {
            return HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .check(HealthCheckRequest.newBuilder()
                            .setService(SigningAgentGrpc.SERVICE_NAME)
                            .build())
                    .toString();
        } catch (StatusRuntimeException e) {
            return e.getStatus().toString();
        }
    }

    private static void assertRefused(ManagedChannel channel) {
        assertThat(ask(channel)).contains("RESOURCE_EXHAUSTED", "CONCURRENCY_LIMITED", "calls: ");
    }

    private static void awaitServed(ManagedChannel channel) {
        await().atMost(PATIENCE).until(() -> ask(channel).contains("TOKEN_ABSENT"));
    }

    /** A call that has begun and sends nothing. */
    private static final class Silent<Q, A> extends ClientCall.Listener<A> {

        private final ClientCall<Q, A> call;
        private final CompletableFuture<Status> end = new CompletableFuture<>();

        Silent(ManagedChannel channel, MethodDescriptor<Q, A> method) {
            call = channel.newCall(method, CallOptions.DEFAULT);
            call.start(this, new Metadata());
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status);
        }

        String end() throws Exception {
            return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).toString();
        }
    }

    /** A stream that asks for one thing and reads the answer. */
    private static final class Asking {

        private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        private final StreamObserver<SignChallengesRequest> stream;

        Asking(ManagedChannel channel) {
            stream = SigningAgentGrpc.newStub(channel).signChallenges(new StreamObserver<>() {
                @Override
                public void onNext(SignChallengesResponse message) {
                    answers.add(message.toString());
                }

                @Override
                public void onError(Throwable end) {
                    answers.add(end.toString());
                }

                @Override
                public void onCompleted() {
                    answers.add("completed");
                }
            });
        }

        String ask() throws InterruptedException {
            return ask(SignChallengesRequest.newBuilder()
                    .addChallenges(NumberedChallenge.newBuilder().setRequestId(1))
                    .build());
        }

        String ask(SignChallengesRequest message) throws InterruptedException {
            stream.onNext(message);
            return String.valueOf(answers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private static Silent<?, ?> stream(ManagedChannel channel) {
        return new Silent<>(channel, SigningAgentGrpc.getSignChallengesMethod());
    }

    private static Silent<?, ?> watch(ManagedChannel channel) {
        var watch = new Silent<>(channel, HealthGrpc.getWatchMethod());
        watch.call.sendMessage(HealthCheckRequest.getDefaultInstance());
        watch.call.halfClose();
        return watch;
    }

    private static Silent<GetCertificateRequest, ?> unary(ManagedChannel channel) {
        return new Silent<>(channel, SigningAgentGrpc.getGetCertificateMethod());
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }

    @Test
    void theCallsOfACallerAreBoundedOverAllItsConnectionsUntilTheyEnd() throws Exception {
        int port = serve(limits(3, MANY, MANY, MANY, MANY));
        ManagedChannel one = connect(port);
        ManagedChannel other = connect(port);
        awaitServed(one);
        awaitServed(other);
        var completed = stream(one);
        var cancelled = stream(one);
        var lost = stream(other);
        await().atMost(PATIENCE).until(() -> ask(one).contains("CONCURRENCY_LIMITED"));
        for (int i = 0; i < 20; i++) {
            assertRefused(one);
            assertRefused(other);
        }
        assertThat(List.of(completed.end, cancelled.end, lost.end)).noneMatch(CompletableFuture::isDone);

        completed.call.halfClose();
        assertThat(completed.end()).contains("OK");
        awaitServed(one);
        var next = stream(one);
        await().atMost(PATIENCE).until(() -> ask(one).contains("CONCURRENCY_LIMITED"));
        cancelled.call.cancel("enough", null);
        awaitServed(one);
        var another = stream(one);
        await().atMost(PATIENCE).until(() -> ask(one).contains("CONCURRENCY_LIMITED"));
        other.shutdownNow();
        awaitServed(one);
        assertThat(List.of(next.end, another.end)).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void ofStreamsACallerHasFewAndItsUnaryCallsGoOn() throws Exception {
        ManagedChannel channel = connect(serve(limits(MANY, 2, 2, MANY, MANY)));
        awaitServed(channel);
        var challenges = stream(channel);
        var watch = watch(channel);
        try (CapturedLog log = CapturedLog.of(CallerInterceptor.class.getName())) {
            for (int i = 0; i < 20; i++) {
                assertThat(stream(channel).end()).contains("RESOURCE_EXHAUSTED", "CONCURRENCY_LIMITED");
                assertThat(ask(channel)).contains("TOKEN_ABSENT");
            }
            assertThat(log.lines())
                    .containsExactly("WARNING calls: "
                            + SigningAgentGrpc.getSignChallengesMethod().getFullMethodName()
                            + " of caller was refused, too many of its calls are open (expected: at most 99, 2 of them"
                            + " streams; fewer while all callers have very many)");
        }
        assertThat(server.limited()).hasSize(20).containsOnly("caller CONCURRENCY_LIMITED");
        assertThat(watch(channel).end()).contains("CONCURRENCY_LIMITED");
        assertThat(server.limited()).as("requests for signatures alone").hasSize(20);
        assertThat(List.of(challenges.end, watch.end)).noneMatch(CompletableFuture::isDone);
        watch.call.cancel("enough", null);
        await().atMost(PATIENCE).until(() -> {
            var third = stream(channel);
            awaitServed(channel);
            return !third.end.isDone();
        });
    }

    @Test
    void ofUnaryCallsWithAPartOfTheirRequestACallerHasFew() throws Exception {
        int port = serve(limits(MANY, MANY, 2, MANY, MANY));
        ManagedChannel channel = connect(port);
        awaitServed(channel);
        for (int i = 0; i < 20; i++) {
            unary(channel);
            assertThat(check(channel)).contains("NOT_SERVING");
        }
        var arriving = PartialCall.begin(CALLER, port, SERVER);
        var cancelled = PartialCall.begin(CALLER, port, SERVER);
        await().atMost(PATIENCE).until(() -> check(channel).contains("CONCURRENCY_LIMITED"));
        assertThat(check(channel)).contains("RESOURCE_EXHAUSTED", "CONCURRENCY_LIMITED", "calls: ");
        assertThat(PartialCall.begin(CALLER, port, SERVER).end()).contains("CONCURRENCY_LIMITED");
        arriving.finish();
        assertThat(arriving.end()).contains("TOKEN_ABSENT");
        await().atMost(PATIENCE).until(() -> check(channel).contains("NOT_SERVING"));
        var next = PartialCall.begin(CALLER, port, SERVER);
        await().atMost(PATIENCE).until(() -> check(channel).contains("CONCURRENCY_LIMITED"));
        cancelled.cancel();
        await().atMost(PATIENCE).until(() -> check(channel).contains("NOT_SERVING"));
        next.cancel();
    }

    @Test
    void aRequestInVeryManyPartsCountsForAsMany() throws Exception {
        int port = serve(limits(MANY, MANY, 2, MANY, MANY));
        ManagedChannel channel = connect(port);
        var whole = PartialCall.begin(CALLER, port, SERVER);
        whole.finish();
        assertThat(whole.end()).contains("TOKEN_ABSENT");

        var inParts = PartialCall.begin(CALLER, port, SERVER, 30_000);
        assertThat(check(channel)).contains("NOT_SERVING");
        for (int i = 0; i < 20; i++) {
            inParts.sendPart();
        }
        await().atMost(PATIENCE).until(() -> check(channel).contains("CONCURRENCY_LIMITED"));
        for (int i = 0; i < 20; i++) {
            inParts.sendPart();
        }
        assertThat(inParts.end()).contains("CONCURRENCY_LIMITED");
        assertThat(server.limited()).as("counted once").containsExactly("caller CONCURRENCY_LIMITED");
        inParts.cancel();
        await().atMost(PATIENCE).until(() -> check(channel).contains("NOT_SERVING"));
    }

    @Test
    void whoseRefusedRequestGoesOnComingLosesTheConnectionAndTheLogSaysSoOnce() throws Exception {
        int port = serve(limits(MANY, MANY, 1, MANY, MANY));
        try (CapturedLog log = CapturedLog.of(CallerInterceptor.class.getName())) {
            for (int again = 0; again < 3; again++) {
                var flooding = PartialCall.begin(CALLER, port, SERVER, 30_000);
                flooding.sendParts(200);
                flooding.awaitDisconnected();
            }
            awaitServed(connect(port));
            assertThat(log.lines())
                    .containsExactly("WARNING calls: requests that were refused go on coming from caller,"
                            + " a connection was closed");
        }
    }

    @Test
    void whoReadsNoAnswersOfItsStreamsIsTakenNothingMoreFrom() throws Exception {
        int port = serve(limits(MANY, MANY, MANY, MANY, MANY));
        ManagedChannel channel = connect(port);
        var reading = new Asking(channel);
        var silent = new Silent<>(channel, SigningAgentGrpc.getSignChallengesMethod());
        assertThat(reading.ask()).contains("CHALLENGE_MISSING");

        // Undecodable, each of them, and so answered at once.
        var message = SignChallengesRequest.newBuilder();
        for (int i = 0; i < 256; i++) {
            message.addChallenges(NumberedChallenge.newBuilder().setRequestId(i));
        }
        for (int i = 0; i < 100; i++) {
            silent.call.sendMessage(message.build());
        }
        await().atMost(PATIENCE).until(() -> reading.ask().contains("CONCURRENCY_LIMITED"));
        assertThat(reading.ask()).contains("answers: 5000 bytes or more");
        assertThat(server.limited()).isNotEmpty().containsOnly("caller CONCURRENCY_LIMITED");

        silent.call.cancel("enough", null);
        await().atMost(PATIENCE).until(() -> reading.ask().contains("CHALLENGE_MISSING"));
    }

    @Test
    void aMessageOfAStreamWithNoneOrTooManyChallengesCountsAsOneThatCannotBeDecoded() throws Exception {
        ManagedChannel channel = connect(serve(limits(MANY, MANY, MANY, MANY, MANY)));
        assertThat(new Asking(channel).ask(SignChallengesRequest.getDefaultInstance()))
                .contains("CHALLENGE_MISSING", "challenges: 0 in one message");
        var tooMany = SignChallengesRequest.newBuilder()
                .addAllChallenges(Collections.nCopies(257, NumberedChallenge.getDefaultInstance()))
                .build();
        assertThat(new Asking(channel).ask(tooMany)).contains("CHALLENGE_MISSING", "challenges: 257 in one message");
        assertThat(server.undecodable()).containsExactly(ReasonCode.CHALLENGE_MISSING, ReasonCode.CHALLENGE_MISSING);
    }

    @Test
    void unaryCallsThatWaitForTheirAnswerAreAsManyAsCallsMayBe() throws Exception {
        ManagedChannel channel = connect(serve(limits(20, 2, 2, MANY, MANY)));
        awaitServed(channel);
        var query = new ReceiptQuery(Digest.of(new byte[0]), Digest.of(new byte[1]), 0);
        List<Silent<?, ?>> waiting = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            var call = new Silent<>(channel, SigningAgentGrpc.getGetReceiptMethod());
            call.call.sendMessage(ReceiptCodec.encode(query));
            call.call.halfClose();
            waiting.add(call);
            assertThat(ask(channel)).contains("TOKEN_ABSENT");
        }
        var last = unary(channel);
        await().atMost(PATIENCE).until(() -> ask(channel).contains("CONCURRENCY_LIMITED"));
        assertThat(waiting).noneMatch(call -> call.end.isDone());
        last.call.cancel("enough", null);
        awaitServed(channel);
    }

    @Test
    void whoOpensMoreStillLosesTheConnectionAndMayComeBack() throws Exception {
        ManagedChannel channel = connect(serve(limits(3, MANY, MANY, 0, MANY)));
        awaitServed(channel);
        try (CapturedLog log = CapturedLog.of(Peers.class.getName())) {
            for (int again = 0; again < 3; again++) {
                List<Silent<?, ?>> open = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    open.add(stream(channel));
                }
                for (Silent<?, ?> call : open) {
                    assertThat(call.end()).containsAnyOf("CONCURRENCY_LIMITED", "UNAVAILABLE");
                }
                awaitServed(channel);
            }
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING calls: too many of caller are open (expected: at most 3, fewer while all callers have"
                                    + " very many); a connection was closed");
        }
    }

    @Test
    void aReloadForgetsNoCallAndCountsNoneTwice() throws Exception {
        int port = serve(limits(2, MANY, MANY, MANY, MANY));
        ManagedChannel channel = connect(port);
        awaitServed(channel);
        for (int again = 0; again < 3; again++) {
            var first = stream(channel);
            var second = stream(channel);
            await().atMost(PATIENCE).until(() -> ask(channel).contains("CONCURRENCY_LIMITED"));
            // Under another name, then gone, then back.
            server.policy().publish(CallerRegistry.of(List.of(TestingServer.caller("renamed", CALLER))));
            assertRefused(channel);
            server.policy().publish(CallerRegistry.of(List.of()));
            assertThat(first.end()).contains("CALLER_UNKNOWN");
            assertThat(second.end()).contains("CALLER_UNKNOWN");
            server.policy().publish(CallerRegistry.of(List.of(TestingServer.caller("caller", CALLER))));
            awaitServed(channel);
        }
    }

    @Test
    void ofTooManyHandshakesTheOldestEndsAndCallersComeIn() throws Exception {
        int port = serve(limits(MANY, MANY, MANY, MANY, 3));
        List<ManagedChannel> callers = List.of(connect(port), connect(port), connect(port), connect(port));
        callers.forEach(SharedLimitsTest::awaitServed);
        List<Silent<?, ?>> calls = new ArrayList<>();
        callers.forEach(caller -> calls.add(stream(caller)));
        try (CapturedLog log = CapturedLog.of(AcceptedChannels.class.getName());
                Socket first = silent(port);
                Socket second = silent(port);
                Socket third = silent(port);
                Socket fourth = silent(port)) {
            assertClosed(first);
            assertOpen(second);
            awaitServed(connect(port));
            assertClosed(second);
            assertOpen(third);
            assertOpen(fourth);
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING connections: more than 3 are in their TLS handshake, the oldest of the address with the most was closed");
        }
        callers.forEach(SharedLimitsTest::awaitServed);
        assertThat(calls).noneMatch(call -> call.end.isDone());
    }

    @Test
    void aConnectionThatEndsInItsHandshakeIsInItNoMore() throws Exception {
        int port = serve(limits(MANY, MANY, MANY, MANY, 3));
        try (CapturedLog log = CapturedLog.of(AcceptedChannels.class.getName())) {
            for (int i = 0; i < 6; i++) {
                try (Socket ended = silent(port)) {
                    ended.shutdownOutput();
                    assertClosed(ended);
                }
            }
            awaitServed(connect(port));
            assertThat(log.lines()).isEmpty();
        }
    }

    /** A connection that says nothing, and that the agent has taken in. */
    private static Socket silent(int port) throws Exception {
        var silent = new Socket(InetAddress.getLoopbackAddress(), port);
        assertOpen(silent);
        return silent;
    }

    private static void assertClosed(Socket silent) throws Exception {
        silent.setSoTimeout(5_000);
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }

    private static void assertOpen(Socket silent) throws Exception {
        silent.setSoTimeout(300);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> silent.getInputStream().read());
    }

    @Test
    void aQueueFullOfUnaryCallsIsAllowed() {
        assertThat(SharedLimits.STANDARD.calls())
                .isEqualTo(SigningSettings.DEFAULT_QUEUE_LIMIT)
                .isEqualTo(ConnectionLimits.STANDARD.streams());
    }
}
