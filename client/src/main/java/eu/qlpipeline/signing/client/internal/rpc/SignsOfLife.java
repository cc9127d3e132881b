package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection on which nothing comes in although the agent was asked for a sign of life, from the first byte of the
 * handshake on. What it asks with are empty SETTINGS, which every peer has to acknowledge (RFC 9113 section 6.5.3).
 *
 * <p>gRPC's own keep-alive is not for this: it sends a ping every ten seconds at the most, which is all the time a caller has.
 */
final class SignsOfLife extends IdleStateHandler {

    private static final int BEATS = 4;

    private int missed;

    private SignsOfLife(Duration silence) {
        super(silence.toMillis() / BEATS, 0, 0, TimeUnit.MILLISECONDS);
    }

    /**
     * Has a channel's connections watched.
     *
     * @param silence how long nothing may come in, and how long a connection may take to be made
     */
    static NettyChannelBuilder watch(NettyChannelBuilder channel, Duration silence) {
        return channel.channelFactory(() -> watched(silence), InetSocketAddress.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) silence.toMillis());
    }

    private static NioSocketChannel watched(Duration silence) {
        var channel = new NioSocketChannel();
        channel.pipeline().addLast(new SignsOfLife(silence), SmallHeaderTable.handler());
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        missed = 0;
        super.channelRead(context, message);
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent silent) {
        missed++;
        if (missed == BEATS) {
            giveUp(context);
        } else {
            ask(context);
        }
    }

    private void giveUp(ChannelHandlerContext context) {
        String reason = "silent for " + BEATS * getReaderIdleTimeInMillis() + " ms (expected: a sign of life)";
        // How gRPC learns the reason: of HTTP/2's exceptions it takes note, and one of input and output is no defect.
        context.fireExceptionCaught(
                new IOException(reason, Http2Exception.connectionError(Http2Error.NO_ERROR, "%s", reason)));
        var unused = context.close();
    }

    private static void ask(ChannelHandlerContext context) {
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null) {
            // Still in the handshake, which has the time of one silence.
            return;
        }
        ChannelHandlerContext own = context.pipeline().context(http2);
        var unused = http2.encoder().writeSettings(own, new Http2Settings(), own.newPromise());
        own.flush();
    }
}
