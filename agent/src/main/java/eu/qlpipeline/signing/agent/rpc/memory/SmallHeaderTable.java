package eu.qlpipeline.signing.agent.rpc.memory;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListener;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;

/**
 * Keeps the table of the headers that were sent (RFC 7541, section 2.3.2) at its usual size where the peer allows a larger one:
 * answers repeat what a caller wrote, and all of it would be kept as long as the connection. Every change of the size is kept as
 * well, until headers tell of it; very many of them end the connection. Confined to the thread of its connection.
 */
public final class SmallHeaderTable extends Http2FrameListenerDecorator {

    /** What a peer has that names no size (RFC 9113, section 6.5.2). */
    private static final long USUAL_SIZE = 4096;

    /** Peers name a size once, if at all. */
    private static final int MOST_CHANGES = 100;

    private final Http2ConnectionEncoder encoder;
    private int changes;

    /**
     * @param listener takes the frames
     * @param encoder has taken the settings that this is told of
     */
    public SmallHeaderTable(Http2FrameListener listener, Http2ConnectionEncoder encoder) {
        super(listener);
        this.encoder = encoder;
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        Long size = settings.headerTableSize();
        if (size != null) {
            changes++;
            if (changes > MOST_CHANGES) {
                throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too_many_table_sizes");
            }
            encoder.configuration().headersConfiguration().maxHeaderTableSize(Math.min(size, USUAL_SIZE));
        }
        super.onSettingsRead(context, settings);
    }
}
