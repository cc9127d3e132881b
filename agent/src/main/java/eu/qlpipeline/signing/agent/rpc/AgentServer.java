package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.audit.receipt.Receipts;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.rpc.connection.AcceptedChannels;
import eu.qlpipeline.signing.agent.rpc.connection.CallerInterceptor;
import eu.qlpipeline.signing.agent.rpc.connection.Entrance;
import eu.qlpipeline.signing.agent.rpc.connection.Peers;
import eu.qlpipeline.signing.agent.rpc.connection.PinnedCallers;
import eu.qlpipeline.signing.agent.rpc.connection.RequestBytes;
import eu.qlpipeline.signing.agent.rpc.connection.ServerKeys;
import eu.qlpipeline.signing.agent.rpc.decoding.ReadableService;
import eu.qlpipeline.signing.agent.rpc.health.HealthBridge;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The gRPC server: TLS 1.3 only, a client certificate that the policy knows, small messages. Handlers only validate and
 * enqueue, so that they run on the connection's own thread.
 */
public final class AgentServer implements AutoCloseable {

    /** Ample for the 256 challenges that a message of a stream may hold. */
    private static final int LARGEST_MESSAGE = 32 * 1024;

    /** Ample for what gRPC and traces send; a part of it is kept as long as the call is open. */
    private static final int LARGEST_METADATA = 2 * 1024;

    /**
     * The JDK gives out no session ticket where a session would outlive the seven days of RFC 8446 section 4.6.1. Resumed, a
     * handshake would not ask again whether the caller is still in the policy.
     */
    private static final Duration NO_RESUMPTION = Duration.ofDays(8);

    /** Ample for connections to be closed behind what ends their calls. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final ServerSettings settings;
    private final Server server;
    private final Peers peers;
    private final PinnedCallers callers;
    private final OpenStreams streams;

    private AgentServer(
            ServerSettings settings, Server server, Peers peers, PinnedCallers callers, OpenStreams streams) {
        this.settings = settings;
        this.server = server;
        this.peers = peers;
        this.callers = callers;
        this.streams = streams;
    }

    /**
     * What is served.
     *
     * @param supervisor the owner of the key
     * @param signing where requests are handed in
     * @param receipts where callers get receipts
     * @param status tells how the agent is
     */
    public record Served(TokenSupervisor supervisor, Submissions signing, Receipts receipts, AgentStatus status) {}

    /**
     * Loads the network stack, which takes longer than to read the configuration and needs nothing of it. It and
     * {@link #prepare} exclude each other: classes that need each other must not be set up by two threads.
     */
    public static synchronized void load() {
        try {
            GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .build();
            NettyServerBuilder.forPort(0).directExecutor();
        } catch (SSLException | RuntimeException e) {
            // What is wrong is said when it is needed.
            System.getLogger(AgentServer.class.getName())
                    .log(System.Logger.Level.DEBUG, "network stack: not loaded", e);
        }
    }

    /** Puts a server together that does not listen yet; closing one that was never started is not needed. */
    public static synchronized AgentServer prepare(ServerSettings settings, Entrance entrance, Served served) {
        AcceptedChannels channels = new AcceptedChannels(entrance);
        Peers peers = new Peers(entrance, channels);
        PinnedCallers callers = new PinnedCallers(entrance.policy());
        InetSocketAddress address = new InetSocketAddress(settings.address(), settings.port());
        OpenStreams streams = new OpenStreams();
        SigningAgentService service = new SigningAgentService(served, streams);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        address,
                        InternalNettyServerCredentials.create(
                                channels.noting(InternalProtocolNegotiators.serverTls(tls(entrance.keys(), callers)))))
                .directExecutor()
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .maxInboundMetadataSize(LARGEST_METADATA)
                .addTransportFilter(peers)
                .addStreamTracerFactory(RequestBytes.factory())
                .intercept(new CallerInterceptor(Refusals::status, entrance.shared(), service))
                .addService(ReadableService.of(service))
                .addService(ServerInterceptors.intercept(
                        ReadableService.of(HealthBridge.from(served.status()).service()), streams));
        entrance.limits().set(builder);
        if (settings.reflection()) {
            builder.addService(
                    ServerInterceptors.intercept(ReadableService.of(ProtoReflectionServiceV1.newInstance()), streams));
        }
        return new AgentServer(settings, builder.build(), peers, callers, streams);
    }

    /**
     * Starts to serve.
     *
     * @throws AgentException (CONFIGURATION) if the address cannot be bound
     */
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw settings.notBound(e);
        }
    }

    private static SslContext tls(ServerKeys keys, PinnedCallers callers) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(keys)
                    .trustManager(callers)
                    .clientAuth(ClientAuth.REQUIRE)
                    .sessionTimeout(NO_RESUMPTION.toSeconds())
                    .protocols("TLSv1.3");
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new AgentException(ReasonCode.INTERNAL, "TLS: cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Who is connected, and how often. */
    public Peers peers() {
        return peers;
    }

    /** Who is let in, and how many were not. */
    public PinnedCallers callers() {
        return callers;
    }

    /** The port served on. */
    public int port() {
        return server.getPort();
    }

    /** Waits until the server has stopped. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /**
     * Takes no new calls and nothing more on streams, answers those in flight within the drain time, and stops. What is not answered
     * then is told why.
     */
    @Override
    public void close() {
        server.shutdown();
        streams.stop();
        try {
            if (!server.awaitTermination(settings.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                peers.turnAway(OpenStreams.refusal());
                server.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
    }
}
