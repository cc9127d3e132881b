package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;

/**
 * Keeps the table of the headers that were sent (RFC 7541, section 2.3.2) at its usual size where the agent allows a larger one:
 * no two calls have the same deadline, and each would be kept as long as the connection. Every change of the size is kept as well,
 * until headers tell of it; very many of them end the connection. Confined to the thread of its connection.
 */
final class SmallHeaderTable extends Http2FrameListenerDecorator {

    /** What a peer has that names no size (RFC 9113, section 6.5.2). */
    private static final long USUAL_SIZE = 4096;

    /** Peers name a size once, if at all. */
    private static final int MOST_CHANGES = 100;

    private final Http2HeadersEncoder.Configuration headers;
    private int changes;

    private SmallHeaderTable(Http2ConnectionHandler http2) {
        super(http2.decoder().frameListener());
        this.headers = http2.encoder().configuration().headersConfiguration();
    }

    /** Has it watch the frames of a connection as soon as there can be any: after the handshake, with what came along with that. */
    static ChannelHandler handler() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) throws Http2Exception {
                context.fireChannelRead(message);
                Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
                if (http2 != null) {
                    var table = new SmallHeaderTable(http2);
                    table.keepSmall();
                    http2.decoder().frameListener(table);
                    context.pipeline().remove(this);
                }
            }
        };
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        if (settings.headerTableSize() != null) {
            changes++;
            if (changes > MOST_CHANGES) {
                throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too_many_table_sizes");
            }
            keepSmall();
        }
        super.onSettingsRead(context, settings);
    }

    private void keepSmall() throws Http2Exception {
        headers.maxHeaderTableSize(Math.min(headers.maxHeaderTableSize(), USUAL_SIZE));
    }
}
