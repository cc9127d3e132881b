package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.rpc.memory.OwnData;
import eu.qlpipeline.signing.agent.rpc.memory.PausedReading;
import eu.qlpipeline.signing.agent.rpc.memory.SmallHeaderTable;
import eu.qlpipeline.signing.agent.telemetry.RareWarnings;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The channels of all open connections, so that one of them can be closed: gRPC itself tells of its connections, and ends none.
 * Those in their handshake are bounded, and what is called on the others is counted.
 * It takes part in the negotiation of each, which is where gRPC shows a channel.
 *
 * <p>Safe for use by several threads.
 */
public final class AcceptedChannels {

    /** Time for what ends the calls to be sent, and for HTTP/2 to say goodbye. */
    private static final Duration GOODBYE = Duration.ofMillis(250);

    /** Bytes of an address of IPv6 that are its network. */
    private static final int NETWORK = 8;

    private final Map<Ends, Accepted> open = new ConcurrentHashMap<>();
    private final Handshakes<Channel> handshakes;
    private final Duration patience;
    private final RareWarnings crowds =
            new RareWarnings(System.getLogger(AcceptedChannels.class.getName()), System::nanoTime);

    private record Ends(
            @Nullable SocketAddress local, @Nullable SocketAddress remote) {

        static Ends of(Attributes attributes) {
            return new Ends(
                    attributes.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR), attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        }
    }

    private record Accepted(Channel channel, Http2Connection connection) {}

    /** Those of connections that the entrance lets in. */
    public AcceptedChannels(Entrance entrance) {
        this.handshakes = new Handshakes<>(entrance.shared().handshakes());
        this.patience = entrance.limits().patience();
    }

    /** That negotiation, with each channel noted that comes to it. */
    public ProtocolNegotiator noting(ProtocolNegotiator negotiator) {
        return new ProtocolNegotiator() {
            @Override
            public AsciiString scheme() {
                return negotiator.scheme();
            }

            @Override
            public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
                var frames = new OwnData(handler.decoder().frameListener());
                handler.decoder().frameListener(new SmallHeaderTable(frames, handler.encoder()));
                return new Noting(negotiator.newHandler(handler), handler.connection());
            }

            @Override
            public void close() {
                negotiator.close();
            }
        };
    }

    private void note(Accepted accepted) {
        Channel channel = accepted.channel();
        Ends ends = new Ends(channel.localAddress(), channel.remoteAddress());
        open.put(ends, accepted);
        handshakes.begin(channel, origin(ends.remote())).ifPresent(surplus -> {
            crowds.warn(
                    "handshakes",
                    "connections: more than " + handshakes.most()
                            + " are in their TLS handshake, the oldest of the address with the most was closed");
            surplus.eventLoop().execute(() -> cut(surplus));
        });
        var unused = channel.closeFuture().addListener(closed -> {
            open.remove(ends, accepted);
            handshakes.end(channel);
        });
    }

    /** Who has it may connect from all of it: an address of IPv4, or the network of one of IPv6 (RFC 6177). */
    static Object origin(@Nullable SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress internet) || internet.getAddress() == null) {
            return "";
        }
        byte[] address = internet.getAddress().getAddress();
        return ByteBuffer.wrap(address, 0, Math.min(address.length, NETWORK));
    }

    /**
     * The handshake of the connection with those attributes is over, and its calls are counted.
     *
     * @param tooMany ends it where too many are open
     */
    void ready(Attributes attributes, OpenCalls calls, Runnable tooMany) {
        Accepted accepted = open.get(Ends.of(attributes));
        if (accepted != null) {
            handshakes.end(accepted.channel());
            CallCount.begin(accepted.connection(), calls, tooMany);
        }
    }

    /** Closes the connection with those attributes, after what was sent on it, and by force where that takes long. */
    void disconnect(Attributes attributes) {
        Accepted accepted = open.get(Ends.of(attributes));
        if (accepted != null) {
            Channel channel = accepted.channel();
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

    /**
     * Cuts a connection of which nothing comes any more. gRPC, which asks for a sign of life, does not where calls are open: it waits
     * for what ends them to be sent.
     */
    private static final class Silence extends IdleStateHandler {

        Silence(Duration longest) {
            super(longest.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelIdle(ChannelHandlerContext context, IdleStateEvent silent) {
            cut(context.channel());
        }
    }

    /** Notes the channel as soon as it is there, and makes place for the real negotiation. */
    private final class Noting extends ChannelInboundHandlerAdapter {

        private final ChannelHandler real;
        private final Http2Connection connection;

        Noting(ChannelHandler real, Http2Connection connection) {
            this.real = real;
            this.connection = connection;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            NetworkThreads.enter(context.channel().eventLoop());
            note(new Accepted(context.channel(), connection));
            context.pipeline().addFirst(new PausedReading(), new Silence(patience));
            context.pipeline().replace(this, null, real);
        }
    }
}
