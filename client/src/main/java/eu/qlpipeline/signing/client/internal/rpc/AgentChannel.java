package eu.qlpipeline.signing.client.internal.rpc;

import eu.qlpipeline.signing.client.internal.attempt.Attempts;
import eu.qlpipeline.signing.client.internal.attempt.CallTime;
import eu.qlpipeline.signing.client.internal.stream.ChallengeCall;
import eu.qlpipeline.signing.client.internal.stream.SharedOutcome;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.GetReceiptResponse;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyRequest;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import eu.qlpipeline.signing.v1.SigningAgentGrpc.SigningAgentStub;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the agent, or to several that stand in for each other; they take turns. Every call has a deadline, every answer a bounded size.
 *
 * <p>Safe for use by several threads.
 */
public final class AgentChannel implements AutoCloseable {

    /** Room for 256 answers with the longest proofs. */
    private static final int STREAM_MESSAGE_LIMIT = 512 * 1024;

    private final List<Connection> connections;
    private final CallTime time;
    private final AtomicInteger turn = new AtomicInteger();
    /** Those that would move on to another agent when their connection is closed, if they were not closed before. */
    private final Set<ChallengeCall> streams =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile boolean closed;

    private AgentChannel(List<Connection> connections, CallTime time) {
        this.connections = connections;
        this.time = time;
    }

    /**
     * The channel of one agent; it connects at the first call. It keeps nothing for the case that gRPC begins a call again, which
     * costs a tenth of the throughput of many calls: what is on its way when an agent leaves a connection goes out before, and with
     * one agent nothing else is retried. Whatever the JVM says, it goes through no proxy.
     *
     * @param target an address in gRPC's form
     */
    public static NettyChannelBuilder oneAgent(String target, SslContext tls) {
        return NettyChannelBuilder.forTarget(target)
                .sslContext(tls)
                .proxyDetector(to -> null)
                .disableRetry();
    }

    /**
     * Connections that are made at the first call.
     *
     * @param channels begins a channel for each connection
     * @param connections how many connections share the calls
     */
    public static AgentChannel open(Supplier<NettyChannelBuilder> channels, CallTime time, int connections) {
        List<Connection> opened = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                opened.add(Connection.open(channels.get(), time.silence(), time.movesOn(), new EventLoop()));
            }
        } catch (RuntimeException e) {
            opened.forEach(Connection::leave);
            throw e;
        }
        return new AgentChannel(List.copyOf(opened), time);
    }

    /**
     * Asks for a signature and waits for it.
     *
     * @throws io.grpc.StatusRuntimeException if there is no answer, or a refusal
     */
    public SignChallengeResponse sign(SignChallengeRequest request) {
        return ask(SigningAgentGrpc.getSignChallengeMethod(), request);
    }

    /**
     * Asks for the signature of a CertificateVerify and waits for it.
     *
     * @throws io.grpc.StatusRuntimeException if there is no answer, or a refusal
     */
    public SignTls13CertificateVerifyResponse signTls(SignTls13CertificateVerifyRequest request) {
        return ask(SigningAgentGrpc.getSignTls13CertificateVerifyMethod(), request);
    }

    private <Q, A> A ask(MethodDescriptor<Q, A> method, Q question) {
        Attempts attempts = time.begin();
        while (true) {
            try {
                return UnaryWait.ask(next(), method, question, attempts.next());
            } catch (StatusRuntimeException e) {
                if (!attempts.another(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Asks for a receipt and waits for it.
     *
     * @throws StatusRuntimeException if there is no answer, or a refusal
     */
    public GetReceiptResponse receipt(GetReceiptRequest request) {
        return ask(SigningAgentGrpc.getGetReceiptMethod(), request);
    }

    /**
     * Asks for a signature. The future fails with a {@link StatusRuntimeException} where there is no answer, or a refusal;
     * cancelling it cancels the call. What depends on it runs on the network thread.
     */
    public CompletableFuture<SignChallengeResponse> signAsync(SignChallengeRequest request) {
        if (!time.movesOn()) {
            return UnaryCall.start(
                    next(),
                    SigningAgentGrpc.getSignChallengeMethod(),
                    request,
                    time.deadline().toNanos());
        }
        return new UnaryAttempts(this::next, request, time.begin()).start();
    }

    /**
     * Opens a stream of challenges, each of which has the deadline of a call.
     *
     * @param shared takes the answers that share their proof
     */
    public ChallengeCall stream(SharedOutcome shared) {
        Connection connection = next();
        SigningAgentStub agents =
                SigningAgentGrpc.newStub(connection.channel()).withMaxInboundMessageSize(STREAM_MESSAGE_LIMIT);
        var stream = ChallengeCall.open(agents, connection.loop().executor(), time, shared);
        streams.add(stream);
        if (closed) {
            stream.close();
        }
        return stream;
    }

    /**
     * Cancels calls in flight, ends streams, and closes the connections; waits for that but on a network thread, which would wait
     * for itself.
     *
     * @throws IllegalStateException if a connection is not closed in time, since its thread is held up; all others are
     */
    @Override
    public void close() {
        closed = true;
        List<ChallengeCall> open;
        synchronized (streams) {
            open = List.copyOf(streams);
        }
        open.forEach(ChallengeCall::close);
        connections.forEach(Connection::cancel);
        if (connections.stream().anyMatch(connection -> connection.loop().isCurrent())) {
            connections.forEach(Connection::leave);
        } else {
            closeAll();
        }
    }

    private void closeAll() {
        @Nullable IllegalStateException heldUp = null;
        for (Connection connection : connections) {
            try {
                connection.close();
            } catch (IllegalStateException e) {
                heldUp = e;
            }
        }
        if (heldUp != null) {
            throw heldUp;
        }
    }

    private Connection next() {
        return connections.size() == 1
                ? connections.get(0)
                : connections.get(Math.floorMod(turn.getAndIncrement(), connections.size()));
    }
}
