package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.rpc.decoding.NoRequest;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadAnswers;
import eu.qlpipeline.signing.agent.telemetry.RareWarnings;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Hands each call the caller at the other end of its connection, and lets nobody else through. */
public final class CallerInterceptor implements ServerInterceptor {

    private static final System.Logger LOG = System.getLogger(CallerInterceptor.class.getName());

    private static final Context.Key<Peer> PEER = Context.key("peer");
    private static final Context.Key<UnreadAnswers> UNREAD = Context.key("unread-answers");

    /** Hears of the calls that are refused before they come to their method, by its full name. */
    public interface RefusedCalls {

        /** One whose request is no message. */
        void unreadable(String method);

        /** One for which its caller has too many open. */
        void oneTooMany(Caller caller, String method);
    }

    private final RareWarnings crowds = new RareWarnings(LOG, System::nanoTime);
    private final RareWarnings floods = new RareWarnings(LOG, System::nanoTime);
    private final RareWarnings unreadable = new RareWarnings(LOG, System::nanoTime);
    private final Function<AgentException, StatusException> statuses;
    private final StatusException tooMany;

    /** As gRPC refuses a message that does not come compressed. */
    private final StatusException tooLarge = Status.RESOURCE_EXHAUSTED
            .withDescription("request: larger than a message may be")
            .asException();

    private final SharedLimits limits;
    private final RefusedCalls refused;

    /**
     * @param statuses the status of a refusal
     * @param limits what the calls of a caller may take together
     * @param refused hears of calls that are refused
     */
    public CallerInterceptor(
            Function<AgentException, StatusException> statuses, SharedLimits limits, RefusedCalls refused) {
        this.statuses = statuses;
        this.limits = limits;
        this.refused = refused;
        this.tooMany = statuses.apply(OpenCalls.refusal(limits));
    }

    /**
     * The caller of the call in the current context, whoever that is each time it is asked; it throws
     * {@link AgentException} (CALLER_UNKNOWN) once that is nobody.
     */
    public static Supplier<Caller> peer() {
        return Optional.ofNullable(PEER.get()).orElseThrow(Peer::unknown);
    }

    /** The answers that the caller of the call in the current context does not read. */
    public static UnreadAnswers unread() {
        return Optional.ofNullable(UNREAD.get()).orElseThrow(Peer::unknown);
    }

    /** The caller of the call in the current context, at this moment. */
    public static Caller current() {
        return peer().get();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Peer peer = call.getAttributes().get(Peers.PEER);
        OpenCalls calls = call.getAttributes().get(Peers.CALLS);
        if (peer == null || calls == null || peer.caller().isEmpty()) {
            return RevocableCall.refuse(call, statuses.apply(peer == null ? Peer.unknown() : peer.refusal()));
        }
        Optional<OpenCalls.Place> place = calls.enter(call.getMethodDescriptor().getType());
        if (place.isEmpty()) {
            crowded(peer, call.getMethodDescriptor().getFullMethodName());
            return RevocableCall.refuse(call, tooMany);
        }
        RevocableCall<Q, A> revocable =
                new RevocableCall<>(call, peer, place.get(), () -> statuses.apply(peer.refusal()));
        try {
            Context context = Context.current().withValues(PEER, peer, UNREAD, calls.unread());
            ServerCall.Listener<Q> listener = revocable.listening(
                    Contexts.interceptCall(context, revocable, headers, next),
                    reason -> refuse(reason, peer, revocable));
            peer.opened(revocable);
            RequestBytes.current()
                    .orElseThrow(() -> new IllegalStateException("server: does not trace its calls"))
                    .onPart(bytes -> {
                        if (!place.get().holds(bytes)) {
                            noRoom(peer, calls, revocable);
                        }
                    });
            return listener;
        } catch (RuntimeException | Error e) {
            place.get().leave();
            throw e;
        }
    }

    private void refuse(NoRequest reason, Peer peer, RevocableCall<?, ?> call) {
        switch (reason) {
            case NO_MESSAGE -> refuseUnreadable(peer, call);
            case TOO_LARGE -> call.revoke(tooLarge);
        }
    }

    private void refuseUnreadable(Peer peer, RevocableCall<?, ?> call) {
        String method = call.getMethodDescriptor().getFullMethodName();
        call.revoke(statuses.apply(new AgentException(
                ReasonCode.CHALLENGE_MISSING,
                "request: bytes that are no request of " + method + " (expected: its message of protocol buffers)")));
        peer.caller()
                .ifPresent(caller -> unreadable.warn(
                        caller.name(),
                        "calls: " + caller.name() + " sent " + method + " bytes that are no request of it, refused"));
        refused.unreadable(method);
    }

    private void crowded(Peer peer, String method) {
        peer.caller().ifPresent(caller -> {
            crowds.warn(
                    caller.name(),
                    "calls: " + method + " of " + caller.name() + " was refused, too many of its calls are open"
                            + " (expected: at most " + limits.calls() + ", " + limits.streams()
                            + " of them streams; fewer while all callers have very many)");
            refused.oneTooMany(caller, method);
        });
    }

    private void noRoom(Peer peer, OpenCalls calls, RevocableCall<?, ?> call) {
        if (!call.isCancelled()) {
            String method = call.getMethodDescriptor().getFullMethodName();
            peer.caller().ifPresent(caller -> refused.oneTooMany(caller, method));
        }
        call.revoke(tooMany);
        flooded(peer, calls);
    }

    private void flooded(Peer peer, OpenCalls calls) {
        // Parts that were on their way when it was turned away come still.
        Optional<Caller> caller = peer.caller();
        if (caller.isPresent() && calls.isFlooded()) {
            String name = caller.get().name();
            floods.warn(
                    name, "calls: requests that were refused go on coming from " + name + ", a connection was closed");
            peer.turnAway(OpenCalls.refusal(limits));
        }
    }
}
