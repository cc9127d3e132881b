package eu.qlpipeline.signing.agent.policy;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All callers, by key or by certified name.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CallerRegistry {

    private final Map<CallerIdentity, Caller> callers;
    private final List<Caller> named;

    private CallerRegistry(Map<CallerIdentity, Caller> callers) {
        this.callers = callers;
        this.named = callers.values().stream()
                .filter(caller -> caller.identity() instanceof CallerIdentity.CertifiedName)
                .toList();
    }

    /**
     * Takes the callers.
     *
     * @throws IllegalArgumentException if two have one identity
     */
    public static CallerRegistry of(Collection<Caller> callers) {
        var byIdentity = new LinkedHashMap<CallerIdentity, Caller>();
        for (Caller caller : callers) {
            Caller other = byIdentity.putIfAbsent(caller.identity(), caller);
            if (other != null) {
                throw new IllegalArgumentException("identity: that of " + other.name() + " and of " + caller.name()
                        + " (expected: one caller for a key or name)");
            }
        }
        return new CallerRegistry(byIdentity);
    }

    /** Returns the caller with that key, or empty where nobody is known by it. */
    public Optional<Caller> find(SpkiFingerprint key) {
        return Optional.ofNullable(callers.get(new CallerIdentity.PinnedKey(key)));
    }

    /** The callers that a chain of certificates proves to be: at most one by its key, or all that a name in it is certified for. */
    static List<Caller> proven(List<Caller> claimed, List<X509Certificate> chain) {
        return claimed.stream()
                .filter(caller -> !(caller.identity() instanceof CallerIdentity.CertifiedName name)
                        || name.authorities().issued(chain))
                .toList();
    }

    /** The callers that a certificate says it is of: that with its key, else all whose name it has, whoever certified that. */
    List<Caller> claimed(X509Certificate certificate) {
        Optional<Caller> pinned = find(SpkiFingerprint.of(certificate));
        if (pinned.isPresent() || named.isEmpty()) {
            return pinned.stream().toList();
        }
        Set<SubjectName> presented = SubjectName.of(certificate);
        return named.stream()
                .filter(caller -> caller.identity() instanceof CallerIdentity.CertifiedName name
                        && presented.contains(name.name()))
                .toList();
    }

    /** All callers, in the order in which they were given. */
    public List<Caller> callers() {
        return List.copyOf(callers.values());
    }
}
