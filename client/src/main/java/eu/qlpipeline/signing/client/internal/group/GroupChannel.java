package eu.qlpipeline.signing.client.internal.group;

import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Makes channels to several agents that stand in for each other. */
public final class GroupChannel {

    private GroupChannel() {}

    /**
     * A channel that shares calls among the agents that are in health, and finds a silent one within 1 to 3 seconds, a quarter of
     * the deadline.
     *
     * @param addresses each {@code HOST:PORT}; a name stands for all addresses that it resolves to
     * @param tls pins the keys of all the agents
     */
    public static NettyChannelBuilder builder(List<String> addresses, SslContext tls, Duration deadline) {
        Duration silence = GroupPolicy.silence(deadline);
        var builder = (NettyChannelBuilder) Grpc.newChannelBuilder(
                GroupResolvers.SCHEME + ":///",
                NettySslContextChannelCredentials.create(tls),
                GroupResolvers.registry(addresses));
        return builder.channelFactory(() -> watched(silence), InetSocketAddress.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) silence.toMillis())
                .defaultServiceConfig(GroupPolicy.serviceConfig())
                // What the agents do is not for DNS to say.
                .disableServiceConfigLookUp()
                .enableRetry();
    }

    private static NioSocketChannel watched(Duration silence) {
        var channel = new NioSocketChannel();
        channel.pipeline().addLast(new SignsOfLife(silence));
        return channel;
    }
}
