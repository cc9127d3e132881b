package eu.qlpipeline.signing.client.internal.rpc;

import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to the agent, which take turns. Every call has a deadline, every answer a bounded size.
 *
 * <p>Safe for use by several threads.
 */
public final class AgentChannel implements AutoCloseable {

    private static final int MESSAGE_LIMIT = 64 * 1024;
    /** Room for 256 answers with the longest proofs. */
    private static final int STREAM_MESSAGE_LIMIT = 512 * 1024;

    private static final int MOST_CONNECTIONS = 64;

    private static final int METADATA_LIMIT = 16 * 1024;

    private final List<Connection> connections;
    private final Duration deadline;
    private final AtomicInteger turn = new AtomicInteger();

    private AgentChannel(List<Connection> connections, Duration deadline) {
        this.connections = connections;
        this.deadline = deadline;
    }

    /**
     * A channel to whatever gRPC's name resolution makes of the target; it connects at the first call.
     *
     * @param deadline how long a call may take, connecting included
     * @param connections how many connections share the calls, 1 to 64
     * @throws IllegalArgumentException if the deadline is not positive, or the connections out of range
     */
    public static AgentChannel open(String target, SslContext tls, Duration deadline, int connections) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than zero)");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "connections: " + connections + " (expected: 1 to " + MOST_CONNECTIONS + ")");
        }
        List<Connection> opened = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            var loop = new EventLoop();
            ManagedChannel channel = NettyChannelBuilder.forTarget(target)
                    .sslContext(tls)
                    .eventLoopGroup(loop.group())
                    .channelType(NioSocketChannel.class)
                    .directExecutor()
                    .maxInboundMessageSize(MESSAGE_LIMIT)
                    .maxInboundMetadataSize(METADATA_LIMIT)
                    .build();
            opened.add(new Connection(channel, loop));
        }
        return new AgentChannel(List.copyOf(opened), deadline);
    }

    /**
     * Asks for a signature and waits for it.
     *
     * @throws io.grpc.StatusRuntimeException if there is no answer, or a refusal
     */
    public SignChallengeResponse sign(SignChallengeRequest request) {
        return SigningAgentGrpc.newBlockingStub(next().channel())
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .signChallenge(request);
    }

    /**
     * Asks for the signature of a CertificateVerify and waits for it.
     *
     * @throws io.grpc.StatusRuntimeException if there is no answer, or a refusal
     */
    public SignTls13CertificateVerifyResponse signTls(SignTls13CertificateVerifyRequest request) {
        return SigningAgentGrpc.newBlockingStub(next().channel())
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .signTls13CertificateVerify(request);
    }

    /**
     * Asks for a receipt and waits for it.
     *
     * @throws io.grpc.StatusRuntimeException if there is no answer, or a refusal
     */
    public GetReceiptResponse receipt(GetReceiptRequest request) {
        return SigningAgentGrpc.newBlockingStub(next().channel())
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .getReceipt(request);
    }

    /**
     * Asks for a signature. The future fails with a {@link io.grpc.StatusRuntimeException} where there is no answer, or a
     * refusal; cancelling it cancels the call. What depends on it runs on the network thread.
     */
    public CompletableFuture<SignChallengeResponse> signAsync(SignChallengeRequest request) {
        var answer = new UnaryAnswer<SignChallengeRequest, SignChallengeResponse>();
        SigningAgentGrpc.newStub(next().channel())
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .signChallenge(request, answer);
        return answer.future();
    }

    /**
     * Opens a stream of challenges, each of which has the deadline of a call.
     *
     * @param shared takes the answers that share their proof
     */
    public ChallengeCall stream(SharedOutcome shared) {
        Connection connection = next();
        var call = new ChallengeCall(connection.loop().executor(), deadline.toNanos(), shared);
        var unused = SigningAgentGrpc.newStub(connection.channel())
                .withMaxInboundMessageSize(STREAM_MESSAGE_LIMIT)
                .signChallenges(call);
        return call;
    }

    /** Cancels calls in flight and closes the connections. */
    @Override
    public void close() {
        connections.forEach(Connection::cancel);
        connections.forEach(Connection::close);
    }

    private Connection next() {
        return connections.size() == 1
                ? connections.get(0)
                : connections.get(Math.floorMod(turn.getAndIncrement(), connections.size()));
    }
}
