package eu.qlpipeline.signing.agent.rpc.connection;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The channels of all open connections, so that one of them can be closed: gRPC itself tells of its connections, and ends none.
 * It takes part in the negotiation of each, which is where gRPC shows a channel.
 *
 * <p>Safe for use by several threads.
 */
public final class AcceptedChannels {

    /** Time for what ends the calls to be sent, and for HTTP/2 to say goodbye. */
    private static final Duration GOODBYE = Duration.ofMillis(250);

    private final Map<Ends, Channel> open = new ConcurrentHashMap<>();

    private record Ends(
            @Nullable SocketAddress local, @Nullable SocketAddress remote) {}

    /** That negotiation, with each channel noted that comes to it. */
    public ProtocolNegotiator noting(ProtocolNegotiator negotiator) {
        return new ProtocolNegotiator() {
            @Override
            public AsciiString scheme() {
                return negotiator.scheme();
            }

            @Override
            public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
                return new Noting(negotiator.newHandler(handler));
            }

            @Override
            public void close() {
                negotiator.close();
            }
        };
    }

    private void note(Channel channel) {
        Ends ends = new Ends(channel.localAddress(), channel.remoteAddress());
        open.put(ends, channel);
        var unused = channel.closeFuture().addListener(closed -> open.remove(ends, channel));
    }

    /** Closes the connection with those attributes, after what was sent on it, and by force where that takes long. */
    void disconnect(Attributes attributes) {
        Channel channel = open.get(new Ends(
                attributes.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR), attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
        if (channel != null) {
            // Through the event loop, behind the ends of the calls that are on their way there.
            channel.eventLoop().execute(() -> sayGoodbye(channel));
        }
    }

    private static void sayGoodbye(Channel channel) {
        var unused = channel.close();
        var unusedEither = channel.eventLoop().schedule(() -> cut(channel), GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void cut(Channel channel) {
        if (channel.isOpen()) {
            var unused = channel.pipeline().firstContext().close();
        }
    }

    /** Notes the channel as soon as it is there, and makes place for the real negotiation. */
    private final class Noting extends ChannelInboundHandlerAdapter {

        private final ChannelHandler real;

        Noting(ChannelHandler real) {
            this.real = real;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            note(context.channel());
            context.pipeline().replace(this, null, real);
        }
    }
}
