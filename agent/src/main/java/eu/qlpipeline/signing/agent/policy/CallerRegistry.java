package eu.qlpipeline.signing.agent.policy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All callers, by key.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CallerRegistry {

    private final Map<SpkiFingerprint, Caller> callers;

    private CallerRegistry(Map<SpkiFingerprint, Caller> callers) {
        this.callers = callers;
    }

    /**
     * Takes the callers.
     *
     * @throws IllegalArgumentException if two have one key
     */
    public static CallerRegistry of(Collection<Caller> callers) {
        var byKey = new LinkedHashMap<SpkiFingerprint, Caller>();
        for (Caller caller : callers) {
            Caller other = byKey.putIfAbsent(caller.key(), caller);
            if (other != null) {
                throw new IllegalArgumentException("key: that of " + other.name() + " and of " + caller.name()
                        + " (expected: one caller for a key)");
            }
        }
        return new CallerRegistry(byKey);
    }

    /** Returns the caller with that key, or empty where nobody is known by it. */
    public Optional<Caller> find(SpkiFingerprint key) {
        return Optional.ofNullable(callers.get(key));
    }

    /** All callers, in the order in which they were given. */
    public List<Caller> callers() {
        return List.copyOf(callers.values());
    }
}
