package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The gates of the callers that have limits of one kind. A gate outlives a reload of the policy, so that a reload fills no
 * bucket, until the limits of its caller change.
 *
 * <p>Safe for use by several threads.
 */
final class Gates {

    private final String prefix;
    private final Function<Caller, CallerLimits> limits;
    private final LongSupplier nanoTime;
    private final Map<String, Gate> byCaller = new ConcurrentHashMap<>();

    /**
     * @param prefix what the keys of that kind begin with
     * @param limits those of a caller of that kind
     * @param nanoTime as {@link System#nanoTime}
     */
    Gates(String prefix, Function<Caller, CallerLimits> limits, LongSupplier nanoTime) {
        this.prefix = prefix;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** The gate of a caller; empty where it has no limits. */
    Optional<Gate> of(Caller caller) {
        CallerLimits current = limits.apply(caller);
        if (current.none()) {
            return Optional.empty();
        }
        Gate known = byCaller.get(caller.name());
        if (known != null && known.limits().equals(current)) {
            return Optional.of(known);
        }
        return Optional.of(byCaller.compute(
                caller.name(),
                (name, present) -> present != null && present.limits().equals(current)
                        ? present
                        : new Gate(prefix, current, nanoTime)));
    }
}
