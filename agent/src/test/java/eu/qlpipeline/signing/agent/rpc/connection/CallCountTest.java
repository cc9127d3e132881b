package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.rpc.memory.OpenOfAll;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallCountTest {

    private static final int MOST = 5;

    private final OpenCalls calls = new OpenCalls(
            new SharedLimits(MOST - 1, 99, 99, 1, 1, 99, 99, 99), new OpenOfAll(99, 99), new UnreadOfAll(1).ofCaller());
    private final Http2Connection connection = new DefaultHttp2Connection(true);
    private final AtomicInteger tooMany = new AtomicInteger();

    @BeforeEach
    void count() {
        CallCount.begin(connection, calls, tooMany::incrementAndGet);
    }

    /** A client's streams have the odd numbers. */
    private void open(int number) throws Http2Exception {
        connection.remote().createStream(2 * number + 1, false);
    }

    @Test
    void callsThatEndedCountNoMore() throws Exception {
        for (int number = 0; number < 3 * MOST; number++) {
            open(number);
            connection.stream(2 * number + 1).close();
        }
        assertThat(tooMany).hasValue(0);
    }

    @Test
    void afterOneTooManyNoneOfTheConnectionIsMade() throws Exception {
        for (int number = 0; number <= MOST; number++) {
            assertThat(tooMany).hasValue(0);
            open(number);
        }
        assertThat(tooMany).hasValue(1);

        connection.stream(1).close();
        assertThatExceptionOfType(Http2Exception.class).isThrownBy(() -> open(MOST + 1));
        assertThat(connection.numActiveStreams()).isEqualTo(MOST);
        assertThat(tooMany).hasValue(1);
    }
}
