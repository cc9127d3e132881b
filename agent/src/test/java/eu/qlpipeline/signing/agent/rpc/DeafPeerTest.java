package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A caller that asks TLS itself for answers, and reads none. */
@Timeout(120)
class DeafPeerTest {

    /** More than the buffers of two sockets hold. */
    private static final int MOST = 400_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STILL = Duration.ofSeconds(2);
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final TestingServer server = new TestingServer(CALLER, SERVER);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger before = new AtomicInteger(-1);

    @AfterEach
    void stop() {
        server.close();
    }

    /** Has the agent make new keys (RFC 8446, section 4.6.3), and tell so. */
    private void askForKeys(SSLSocket socket) {
        try {
            while (asked.get() < MOST) {
                socket.startHandshake();
                asked.incrementAndGet();
            }
        } catch (IOException closed) {
            // At the end of the test.
        }
    }

    @Test
    void whoReadsNothingIsNotReadFrom() throws Exception {
        int port = server.serve(ConnectionLimits.STANDARD, SharedLimits.STANDARD);
        try (SSLSocket deaf = CALLER.socket(port, SERVER.certificate())) {
            // Or closing it would wait for who writes to it.
            deaf.setSoLinger(true, 0);
            deaf.setSendBufferSize(4096);
            deaf.setReceiveBufferSize(4096);
            var asking = new Thread(() -> askForKeys(deaf));
            asking.setDaemon(true);
            asking.start();

            await().atMost(PATIENCE).until(() -> asked.get() > 0);
            await().pollInterval(STILL).atMost(PATIENCE).until(() -> before.getAndSet(asked.get()) == asked.get());
            assertThat(asked).hasValueLessThan(MOST);
        }
    }
}
