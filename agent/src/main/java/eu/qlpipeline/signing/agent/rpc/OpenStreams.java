package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streams that are open. No answer ends them, so that a server that stops has to, or it would wait for their callers. As an
 * interceptor it ends at once those on which nothing is ever in flight, since the agent only tells of itself.
 *
 * <p>Safe for use by several threads.
 */
final class OpenStreams implements ServerInterceptor {

    private final Set<Runnable> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** Why nothing is taken any more. */
    static AgentException refusal() {
        return new AgentException(ReasonCode.SHUTTING_DOWN, "agent: stopping");
    }

    /** The server stops: has all streams end, and those that begin from now on. */
    void stop() {
        stopping = true;
        ends.forEach(Runnable::run);
    }

    /** Whether the server stops. */
    boolean isStopping() {
        return stopping;
    }

    /**
     * Returns if more may be taken in.
     *
     * @throws AgentException (SHUTTING_DOWN) if the server stops
     */
    void requireGoingOn() {
        if (stopping) {
            throw refusal();
        }
    }

    /** A stream is open, and ends by that, run once the server stops; perhaps at once, and perhaps twice. */
    void opened(Runnable end) {
        ends.add(end);
        if (stopping) {
            end.run();
        }
    }

    /** A stream that ends by that has ended. */
    void ended(Runnable end) {
        ends.remove(end);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        ServerCall.Listener<Q> listener = next.startCall(call, headers);
        if (call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY) {
            return listener;
        }
        Runnable end = () -> {
            StatusException why = Refusals.status(refusal());
            call.close(why.getStatus(), Optional.ofNullable(why.getTrailers()).orElseGet(Metadata::new));
        };
        opened(end);
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onComplete() {
                ended(end);
                super.onComplete();
            }

            @Override
            public void onCancel() {
                ended(end);
                super.onCancel();
            }
        };
    }
}
