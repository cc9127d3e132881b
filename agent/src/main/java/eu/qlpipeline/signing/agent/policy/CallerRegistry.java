package eu.qlpipeline.signing.agent.policy;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
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

    /**
     * Returns the caller that presents a chain of certificates, its own first: that with its key, else the one and only that
     * a name in the certificate is certified for. Empty where there is none, or several: a certificate must not be able to
     * choose who it is.
     */
    public Optional<Caller> identify(List<X509Certificate> chain) {
        Optional<Caller> pinned = find(SpkiFingerprint.of(chain.get(0)));
        return pinned.isPresent() || named.isEmpty() ? pinned : certified(chain);
    }

    private Optional<Caller> certified(List<X509Certificate> chain) {
        Set<SubjectName> presented = SubjectName.of(chain.get(0));
        List<Caller> matching = new ArrayList<>();
        for (Caller caller : named) {
            var identity = (CallerIdentity.CertifiedName) caller.identity();
            if (presented.contains(identity.name()) && identity.authorities().issued(chain)) {
                matching.add(caller);
            }
        }
        return matching.size() == 1 ? Optional.of(matching.get(0)) : Optional.empty();
    }

    /** All callers, in the order in which they were given. */
    public List<Caller> callers() {
        return List.copyOf(callers.values());
    }
}
