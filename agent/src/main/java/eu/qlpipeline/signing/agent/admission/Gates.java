package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.policy.Caller;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The gates of the callers that have limits. A gate outlives a reload of the policy, so that a reload fills no bucket, until the
 * limits of its caller change.
 *
 * <p>Safe for use by several threads.
 */
final class Gates {

    private final LongSupplier nanoTime;
    private final Map<String, Gate> byCaller = new ConcurrentHashMap<>();

    Gates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The gate of a caller that has limits. */
    Gate of(Caller caller) {
        Gate known = byCaller.get(caller.name());
        if (known != null && known.limits().equals(caller.limits())) {
            return known;
        }
        return byCaller.compute(
                caller.name(),
                (name, present) -> present != null && present.limits().equals(caller.limits())
                        ? present
                        : new Gate(caller.limits(), nanoTime));
    }
}
