package eu.qlpipeline.signing.agent.rpc.connection;

import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;

/**
 * Counts the calls of one connection as streams of HTTP/2, which is where all of them come by: also those of methods that do not
 * exist, and those that have ended for the agent while what ends them waits for a caller that reads nothing. Confined to the
 * thread of the connection.
 */
final class CallCount extends Http2ConnectionAdapter {

    private final Http2Connection connection;
    private final OpenCalls calls;
    private final Runnable tooMany;
    private boolean told;

    private CallCount(Http2Connection connection, OpenCalls calls, Runnable tooMany) {
        this.connection = connection;
        this.calls = calls;
        this.tooMany = tooMany;
    }

    /**
     * Counts from now on.
     *
     * @param tooMany ends the connection
     */
    static void begin(Http2Connection connection, OpenCalls calls, Runnable tooMany) {
        connection.addListener(new CallCount(connection, calls, tooMany));
    }

    @Override
    public void onStreamActive(Http2Stream stream) {
        if (!calls.begin()) {
            // From here on the streams that have been sent already are not even made.
            connection.remote().maxActiveStreams(0);
            if (!told) {
                told = true;
                tooMany.run();
            }
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        calls.end();
    }
}
