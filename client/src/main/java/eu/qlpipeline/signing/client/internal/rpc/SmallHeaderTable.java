package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;

/**
 * Keeps the table of the headers that were sent (RFC 7541, section 2.3.2) at its usual size where the agent allows a larger one:
 * no two calls have the same deadline, and each would be kept as long as the connection.
 */
final class SmallHeaderTable extends ChannelInboundHandlerAdapter {

    /** What a peer has that names no size (RFC 9113, section 6.5.2). */
    private static final long USUAL_SIZE = 4096;

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Http2Exception {
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            var headers = http2.encoder().configuration().headersConfiguration();
            headers.maxHeaderTableSize(Math.min(headers.maxHeaderTableSize(), USUAL_SIZE));
        }
        context.fireChannelReadComplete();
    }
}
