package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The other end of one connection: what it proved at the handshake, and who that is under the policy in effect.
 *
 * <p>Safe for use by several threads.
 */
final class Peer implements Supplier<Caller> {

    private final List<X509Certificate> chain;
    private final Runnable disconnect;
    private final Set<RevocableCall<?, ?>> calls = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Caller caller;
    private volatile @Nullable AgentException turnedAway;

    /**
     * @param chain its certificates, its own first
     * @param disconnect ends the connection
     */
    Peer(List<X509Certificate> chain, Runnable disconnect) {
        this.chain = List.copyOf(chain);
        this.disconnect = disconnect;
    }

    /** The caller, if it is one at this moment. */
    Optional<Caller> caller() {
        return Optional.ofNullable(caller);
    }

    /**
     * The caller.
     *
     * @throws AgentException (CALLER_UNKNOWN, CONCURRENCY_LIMITED) if it is none at this moment
     */
    @Override
    public Caller get() {
        Caller now = caller;
        if (now == null) {
            throw refusal();
        }
        return now;
    }

    /** Why it is no caller, where it is none. */
    AgentException refusal() {
        AgentException reason = turnedAway;
        return reason == null ? unknown() : reason;
    }

    static AgentException unknown() {
        return new AgentException(
                ReasonCode.CALLER_UNKNOWN,
                "caller: not in the agent's policy (expected: a client certificate it stores)");
    }

    /**
     * Takes over what the policy says now; if that is nobody, ends its calls with that reason, and then the connection. One review
     * at a time: what an earlier one was told must not replace what a later one was.
     *
     * @param policy who presents a chain of certificates
     */
    void review(Function<List<X509Certificate>, Optional<Caller>> policy) {
        Caller now;
        synchronized (this) {
            now = turnedAway == null && !chain.isEmpty() ? policy.apply(chain).orElse(null) : null;
            caller = now;
        }
        if (now == null) {
            end();
        }
    }

    /** Is nobody's from now on, whatever the policy says, and ends. */
    void turnAway(AgentException reason) {
        synchronized (this) {
            turnedAway = reason;
            caller = null;
        }
        end();
    }

    private void end() {
        calls.forEach(RevocableCall::revoke);
        disconnect.run();
    }

    void opened(RevocableCall<?, ?> call) {
        calls.add(call);
        if (caller == null) {
            call.revoke();
        }
    }

    void ended(RevocableCall<?, ?> call) {
        calls.remove(call);
    }
}
