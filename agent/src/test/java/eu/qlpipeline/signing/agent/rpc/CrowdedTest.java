package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.Peers;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An agent that has many connections, and callers that want more. */
class CrowdedTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 99;
    private static final int CONNECTIONS = 4;
    private static final int FEWER = 2;
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer GREEDY = TestingPeer.make("greedy");
    private static final TestingPeer MODEST = TestingPeer.make("modest");

    private final TestingServer server = new TestingServer(GREEDY, SERVER);
    private final List<ManagedChannel> channels = new ArrayList<>();
    private int port;

    @BeforeEach
    void serve() {
        server.policy()
                .publish(CallerRegistry.of(
                        List.of(TestingServer.caller("greedy", GREEDY), TestingServer.caller("modest", MODEST))));
        port = server.serve(
                ConnectionLimits.STANDARD, new SharedLimits(MANY, MANY, MANY, MANY, MANY, CONNECTIONS, FEWER, MANY));
    }

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        server.close();
    }

    private ManagedChannel connect(TestingPeer caller) throws Exception {
        ManagedChannel channel = caller.channel(port, SERVER.certificate());
        channels.add(channel);
        return channel;
    }

    private static String ask(ManagedChannel channel) {
        return Question.ask(channel, PATIENCE);
    }

    /** Whether a call gets through to the service, which has no token to tell of. */
    private static boolean served(ManagedChannel channel) {
        return ask(channel).contains("TOKEN_ABSENT");
    }

    @Test
    void whoHasManyConnectionsGetsNoMoreAndWhoHasFewIsLetIn() throws Exception {
        try (CapturedLog log = CapturedLog.of(Peers.class.getName())) {
            for (int i = 0; i < CONNECTIONS; i++) {
                assertThat(served(connect(GREEDY))).isTrue();
            }
            for (int i = 0; i < 3; i++) {
                // While a connection is being closed, a call may also find that it is gone.
                ManagedChannel refused = connect(GREEDY);
                await().atMost(PATIENCE).until(() -> ask(refused).contains("CONCURRENCY_LIMITED"));
                refused.shutdownNow();
            }
            for (int i = 0; i < FEWER; i++) {
                assertThat(served(connect(MODEST))).isTrue();
            }
            ManagedChannel third = connect(MODEST);
            await().atMost(PATIENCE)
                    .until(() -> ask(third)
                            .contains(
                                    "connections: 2 of this caller are open already (expected: at most 2 while 4 or more"
                                            + " of all callers are)"));
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING connections: 4 of greedy are open while 4 or more of all callers are, one more was"
                                    + " refused",
                            "WARNING connections: 2 of modest are open while 4 or more of all callers are, one more was"
                                    + " refused");

            channels.subList(0, CONNECTIONS - 1).forEach(ManagedChannel::shutdownNow);
            await().atMost(PATIENCE).until(() -> served(third));
        }
    }
}
