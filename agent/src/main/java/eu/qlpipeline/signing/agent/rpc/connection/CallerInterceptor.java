package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.policy.Caller;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Hands each call the caller at the other end of its connection, and lets nobody else through. */
public final class CallerInterceptor implements ServerInterceptor {

    private static final Context.Key<Peer> PEER = Context.key("peer");

    private final Function<AgentException, StatusException> statuses;
    private final StatusException refusal;

    /** @param statuses the status of a refusal */
    public CallerInterceptor(Function<AgentException, StatusException> statuses) {
        this.statuses = statuses;
        this.refusal = statuses.apply(Peer.unknown());
    }

    /**
     * The caller of the call in the current context, whoever that is each time it is asked; it throws
     * {@link AgentException} (CALLER_UNKNOWN) once that is nobody.
     */
    public static Supplier<Caller> peer() {
        return Optional.ofNullable(PEER.get()).orElseThrow(Peer::unknown);
    }

    /** The caller of the call in the current context, at this moment. */
    public static Caller current() {
        return peer().get();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Peer peer = call.getAttributes().get(Peers.PEER);
        if (peer == null || peer.caller().isEmpty()) {
            RevocableCall.refuse(call, peer == null ? refusal : statuses.apply(peer.refusal()));
            return new ServerCall.Listener<>() {};
        }
        RevocableCall<Q, A> revocable = new RevocableCall<>(call, peer, refusal);
        ServerCall.Listener<Q> listener = revocable.listening(
                Contexts.interceptCall(Context.current().withValue(PEER, peer), revocable, headers, next));
        peer.opened(revocable);
        return listener;
    }
}
