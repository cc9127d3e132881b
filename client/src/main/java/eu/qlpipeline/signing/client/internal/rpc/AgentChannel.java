package eu.qlpipeline.signing.client.internal.rpc;

import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The channel to the agent. Every call has a deadline, every answer a bounded size. */
public final class AgentChannel implements AutoCloseable {

    private static final int MESSAGE_LIMIT = 64 * 1024;
    private static final int METADATA_LIMIT = 16 * 1024;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ManagedChannel channel;
    private final Duration deadline;

    private AgentChannel(ManagedChannel channel, Duration deadline) {
        this.channel = channel;
        this.deadline = deadline;
    }

    /**
     * A channel to whatever gRPC's name resolution makes of the target; it connects at the first call.
     *
     * @param deadline how long a call may take, connecting included
     */
    public static AgentChannel open(String target, SslContext tls, Duration deadline) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(target)
                .sslContext(tls)
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_LIMIT)
                .maxInboundMetadataSize(METADATA_LIMIT)
                .build();
        return new AgentChannel(channel, deadline);
    }

    /**
     * Asks for a signature and waits for it.
     *
     * @throws io.grpc.StatusRuntimeException if there is no answer, or a refusal
     */
    public SignChallengeResponse sign(SignChallengeRequest request) {
        return SigningAgentGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .signChallenge(request);
    }

    /**
     * Asks for the signature of a CertificateVerify and waits for it.
     *
     * @throws io.grpc.StatusRuntimeException if there is no answer, or a refusal
     */
    public SignTls13CertificateVerifyResponse signTls(SignTls13CertificateVerifyRequest request) {
        return SigningAgentGrpc.newBlockingStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .signTls13CertificateVerify(request);
    }

    /**
     * Asks for a signature. The future fails with a {@link io.grpc.StatusRuntimeException} where there is no answer, or a
     * refusal; cancelling it cancels the call. What depends on it runs on the network thread.
     */
    public CompletableFuture<SignChallengeResponse> signAsync(SignChallengeRequest request) {
        var answer = new UnaryAnswer<SignChallengeRequest, SignChallengeResponse>();
        SigningAgentGrpc.newStub(channel)
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .signChallenge(request, answer);
        return answer.future();
    }

    /** Cancels calls in flight and closes the connection. */
    @Override
    public void close() {
        channel.shutdownNow();
        try {
            if (!channel.awaitTermination(CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("channel: open " + CLOSING + " after it was shut down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
