package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.StatusException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Derives the caller of each call from the key of its TLS client certificate, never from a name in it. The policy is asked
 * at each call, so that removing a caller takes effect on open connections.
 */
final class CallerInterceptor extends ServerTransportFilter implements ServerInterceptor {

    private static final Context.Key<Caller> CALLER = Context.key("caller");
    private static final Attributes.Key<SpkiFingerprint> PEER = Attributes.Key.create("peer-key");

    private final Supplier<CallerRegistry> registry;

    CallerInterceptor(Supplier<CallerRegistry> registry) {
        this.registry = registry;
    }

    /** The caller of the call that runs in the current context. */
    static Caller current() {
        return Optional.ofNullable(CALLER.get())
                .orElseThrow(() -> new AgentException(ReasonCode.CALLER_UNKNOWN, "caller: not authenticated"));
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        return peerKey(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION))
                .map(key -> attributes.toBuilder().set(PEER, key).build())
                .orElse(attributes);
    }

    private static Optional<SpkiFingerprint> peerKey(@org.jspecify.annotations.Nullable SSLSession session) {
        try {
            return session != null && session.getPeerCertificates()[0] instanceof X509Certificate peer
                    ? Optional.of(SpkiFingerprint.of(peer))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Optional<Caller> caller = Optional.ofNullable(call.getAttributes().get(PEER))
                .flatMap(key -> registry.get().find(key));
        if (caller.isEmpty()) {
            refuse(call);
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(CALLER, caller.get()), call, headers, next);
    }

    private static void refuse(ServerCall<?, ?> call) {
        StatusException refusal = StatusMapping.status(new AgentException(
                ReasonCode.CALLER_UNKNOWN,
                "caller: not in the agent's policy (expected: a client certificate it stores)"));
        Metadata trailers = refusal.getTrailers();
        call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
    }
}
