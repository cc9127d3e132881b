package eu.qlpipeline.signing.client.internal.group;

import io.grpc.Grpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextChannelCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.util.List;

/** Makes channels to several agents that stand in for each other. */
public final class GroupChannel {

    private GroupChannel() {}

    /**
     * A channel that shares calls among the agents that are in health; it goes through no proxy.
     *
     * @param addresses each {@code HOST:PORT}; a name stands for all addresses that it resolves to
     * @param tls pins the keys of all the agents
     */
    public static NettyChannelBuilder builder(List<String> addresses, SslContext tls) {
        var builder = (NettyChannelBuilder) Grpc.newChannelBuilder(
                GroupResolvers.SCHEME + ":///",
                NettySslContextChannelCredentials.create(tls),
                GroupResolvers.registry(addresses));
        return builder.defaultServiceConfig(GroupPolicy.serviceConfig())
                // What the agents do is not for DNS to say.
                .disableServiceConfigLookUp()
                .proxyDetector(to -> null)
                .enableRetry();
    }
}
