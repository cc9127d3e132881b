package eu.qlpipeline.signing.agent.rpc.memory;

import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;

/**
 * Reads nothing from a connection while what is to be sent on it waits, because its peer does not read. TLS itself answers a peer that
 * asks for other keys (RFC 8446, section 4.6.3), as HTTP/2 answers a PING: who asks without end and reads no answer would have
 * them all kept in memory. Has its place before TLS, which would read on by itself. Confined to the thread of its connection.
 */
public final class PausedReading extends ChannelDuplexHandler {

    @Override
    public void read(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            context.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        // Which reads at once where it was off.
        context.channel().config().setAutoRead(context.channel().isWritable());
        context.fireChannelWritabilityChanged();
    }
}
