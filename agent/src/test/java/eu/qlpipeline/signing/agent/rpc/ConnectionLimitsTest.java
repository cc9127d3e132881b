package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one connection may take, each limit met over a real socket. */
class ConnectionLimitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(1);
    /** gRPC asks for no sign of life before. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final Duration KEEP_ALIVE_OF_GRPC = Duration.ofSeconds(10);
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final TestingServer server = new TestingServer(CALLER, SERVER);

    private int serve(ConnectionLimits limits) {
        return server.serve(limits, SharedLimits.STANDARD);
    }

    private static ManagedChannel connect(int port) throws Exception {
        return CALLER.channel(port, SERVER.certificate());
    }

    /** Whether a call gets through to the service, which has no token to tell of. */
    private static boolean served(ManagedChannel channel) {
        return Question.ask(channel, PATIENCE).contains("TOKEN_ABSENT");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aHandshakeThatNeverEndsIsEnded() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, 99, LONG, LONG, LONG, LONG, LONG, SHORT));
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            silent.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatNoCallTakesIsBoundedOnEachConnection() throws Exception {
        int port = serve(ConnectionLimits.STANDARD);
        try (var connection = CALLER.socket(port, SERVER.certificate())) {
            Http2Frames.ping(connection);
            assertThat(Http2Frames.awaitWindows(connection))
                    .allSatisfy(window -> assertThat(window).isEqualTo(ConnectionLimits.WINDOW));
        }
    }

    @Test
    void anOldConnectionIsAskedToGo() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, 99, SHORT, LONG, LONG, LONG, LONG, LONG));
        try (var old = CALLER.socket(port, SERVER.certificate())) {
            assertThat(Http2Frames.awaitGoAway(old)).isEqualTo("0 max_age");
        }
    }

    @Test
    void anOpenCallOfAnOldConnectionEndsWithTheGrace() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, 99, SHORT, SHORT, LONG, LONG, LONG, LONG));
        ManagedChannel channel = connect(port);
        try {
            var listening = new Ending<SignChallengesResponse>();
            var unused = SigningAgentGrpc.newStub(channel).signChallenges(listening);
            assertThat(listening.end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void anIdleConnectionIsAskedToGo() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, 99, LONG, LONG, SHORT, LONG, LONG, LONG));
        try (var idle = CALLER.socket(port, SERVER.certificate())) {
            assertThat(Http2Frames.awaitGoAway(idle)).isEqualTo("0 max_idle");
        }
    }

    @Test
    void whoPingsTooOftenIsSentAway() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, 99, LONG, LONG, LONG, LONG, LONG, LONG));
        try (var nervous = CALLER.socket(port, SERVER.certificate())) {
            for (int i = 0; i < 10; i++) {
                Http2Frames.ping(nervous);
            }
            assertThat(Http2Frames.awaitGoAway(nervous)).isEqualTo("11 too_many_pings");
        }
    }

    @Test
    void whoPingsAsOftenAsItMayIsAnsweredWithoutACallToo() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, 99, LONG, LONG, LONG, Duration.ZERO, LONG, LONG));
        try (var calm = CALLER.socket(port, SERVER.certificate())) {
            for (int i = 0; i < 10; i++) {
                Http2Frames.ping(calm);
                Http2Frames.awaitPong(calm);
            }
        }
    }

    @Test
    void aDeadConnectionTakesNoPlaceFromALivingOne() throws Exception {
        int port = serve(new ConnectionLimits(2, 9, 99, LONG, LONG, LONG, LONG, SILENCE, LONG));
        ManagedChannel living = connect(port);
        ManagedChannel next = connect(port);
        // Of which nothing comes any more, not even the answer to a PING; with a call open it is not idle.
        try (var dead = CALLER.socket(port, SERVER.certificate())) {
            PartialCall.open(dead, 0, "/eu.qlpipeline.signing.v1.SigningAgent/SignChallenges");
            var listening = new Ending<SignChallengesResponse>();
            var unused = SigningAgentGrpc.newStub(living).signChallenges(listening);
            assertThat(served(living)).isTrue();
            await().atMost(PATIENCE).until(() -> served(next));
            assertThat(listening.end).isNotDone();
        } finally {
            List.of(living, next).forEach(ManagedChannel::shutdownNow);
        }
    }

    @Test
    void whoGivesUpVeryManyCallsIsSentAwayAndMayComeBack() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, 5, LONG, LONG, LONG, LONG, LONG, LONG));
        try (var fickle = CALLER.socket(port, SERVER.certificate())) {
            for (int call = 0; call < 5; call++) {
                PartialCall.giveUp(fickle, call);
            }
            Http2Frames.ping(fickle);
            Http2Frames.awaitPong(fickle);
            PartialCall.giveUp(fickle, 5);
            assertThat(Http2Frames.awaitGoAway(fickle)).isEqualTo("11 too_many_rststreams");
        }
        ManagedChannel channel = connect(port);
        try {
            assertThat(served(channel)).isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void theDeadlinesOfAllCallsMayPassAtOnceAndThenOnceMore() {
        assertThat(ConnectionLimits.STANDARD.resets()).isEqualTo(2 * ConnectionLimits.STANDARD.streams());
    }

    @Test
    void theKeepAliveOfGrpcAndAQueueFullOfCallsAreAllowed() {
        assertThat(ConnectionLimits.STANDARD.ping()).isLessThan(KEEP_ALIVE_OF_GRPC);
        assertThat(ConnectionLimits.STANDARD.streams()).isEqualTo(SigningSettings.DEFAULT_QUEUE_LIMIT);
    }

    @Test
    void aCallerHasNoMoreConnectionsThanItMay() throws Exception {
        int port = serve(new ConnectionLimits(2, 9, 99, LONG, LONG, LONG, LONG, LONG, LONG));
        ManagedChannel first = connect(port);
        ManagedChannel second = connect(port);
        ManagedChannel third = connect(port);
        try {
            assertThat(served(first)).isTrue();
            assertThat(served(second)).isTrue();
            assertThat(Question.ask(third, PATIENCE)).containsAnyOf("CONCURRENCY_LIMITED", "UNAVAILABLE");
            assertThat(served(first)).isTrue();
            assertThat(served(second)).isTrue();
            second.shutdownNow();
            await().atMost(PATIENCE).until(() -> served(third));
        } finally {
            List.of(first, second, third).forEach(ManagedChannel::shutdownNow);
        }
    }

    @Test
    void aConnectionHasNoMoreCallsThanItMay() throws Exception {
        int port = serve(new ConnectionLimits(9, 1, 99, LONG, LONG, LONG, LONG, LONG, LONG));
        ManagedChannel channel = connect(port);
        try {
            // The limit is known to the caller once it has heard from the agent.
            assertThat(served(channel)).isTrue();
            var open = SigningAgentGrpc.newStub(channel).signChallenges(new Ending<SignChallengesResponse>());
            assertThat(Question.ask(channel, SHORT)).contains("DEADLINE_EXCEEDED");
            open.onCompleted();
            await().atMost(PATIENCE).until(() -> served(channel));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedAndTheConnectionGoesOn() throws Exception {
        int port = serve(ConnectionLimits.STANDARD);
        ManagedChannel channel = connect(port);
        try {
            var stub =
                    SigningAgentGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            var large = RawChallenge.newBuilder().setChallenge(ByteString.copyFrom(new byte[33 * 1024]));
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> stub.signChallenge(
                            SignChallengeRequest.newBuilder().setRaw(large).build()))
                    .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
            assertThat(served(channel)).isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void metadataThatIsTooLargeIsRefusedAndThatWhichIsMuchTooLargeEndsTheConnection() throws Exception {
        int port = serve(ConnectionLimits.STANDARD);
        try (var connection = CALLER.socket(port, SERVER.certificate())) {
            PartialCall.ask(connection, 0, "/" + "x".repeat(1500));
            assertThat(PartialCall.end(connection)).contains("Method not found");
            PartialCall.ask(connection, 1, "/" + "x".repeat(2100));
            assertThat(PartialCall.end(connection)).contains("431");
            Http2Frames.ping(connection);
            Http2Frames.awaitPong(connection);
            PartialCall.ask(connection, 2, "/" + "x".repeat(2600));
            assertThat(Http2Frames.awaitGoAway(connection)).isEqualTo("1 Header size exceeded max allowed size (2560)");
        }
    }

    @Test
    void whoIsRemovedIsDisconnected() throws Exception {
        int port = serve(ConnectionLimits.STANDARD);
        try (var open = CALLER.socket(port, SERVER.certificate())) {
            // An answer comes after the agent has looked at the certificate, the end of the handshake before.
            Http2Frames.ping(open);
            Http2Frames.awaitPong(open);
            server.policy().publish(CallerRegistry.of(List.of()));
            assertThat(Http2Frames.awaitGoAway(open)).startsWith("0 ");
        }
    }
}
