package eu.qlpipeline.signing.agent.policy;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All callers, by key or by certified name, and those that are out of effect, whose keys and names are known all the same: what is
 * theirs must not be let in as somebody else's.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CallerRegistry {

    private final Map<CallerIdentity, Caller> known;
    private final List<Caller> named;
    private final Set<String> outOfEffect;

    private CallerRegistry(Map<CallerIdentity, Caller> known, Set<String> outOfEffect) {
        this.known = known;
        this.named = known.values().stream()
                .filter(caller -> caller.identity() instanceof CallerIdentity.CertifiedName)
                .toList();
        this.outOfEffect = outOfEffect;
    }

    /**
     * Takes the callers, all of them in effect.
     *
     * @throws IllegalArgumentException if two have one identity
     */
    public static CallerRegistry of(Collection<Caller> callers) {
        return of(callers, List.of());
    }

    /**
     * Takes the callers.
     *
     * @param inEffect who may ask
     * @param outOfEffect who may not, and is nobody else either
     * @throws IllegalArgumentException if two have one identity
     */
    public static CallerRegistry of(Collection<Caller> inEffect, Collection<Caller> outOfEffect) {
        var byIdentity = new LinkedHashMap<CallerIdentity, Caller>();
        Stream.concat(inEffect.stream(), outOfEffect.stream()).forEach(caller -> {
            Caller other = byIdentity.putIfAbsent(caller.identity(), caller);
            if (other != null) {
                throw new IllegalArgumentException("identity: that of " + other.name() + " and of " + caller.name()
                        + " (expected: one caller for a key or name)");
            }
        });
        return new CallerRegistry(
                byIdentity, outOfEffect.stream().map(Caller::name).collect(Collectors.toUnmodifiableSet()));
    }

    /** The same callers, those of the names out of effect. */
    CallerRegistry without(Collection<String> names) {
        var out = new HashSet<>(outOfEffect);
        out.addAll(names);
        return new CallerRegistry(known, Set.copyOf(out));
    }

    /** Returns the caller with that key, or empty where nobody in effect is known by it. */
    public Optional<Caller> find(SpkiFingerprint key) {
        return pinned(key).filter(this::inEffect);
    }

    private Optional<Caller> pinned(SpkiFingerprint key) {
        return Optional.ofNullable(known.get(new CallerIdentity.PinnedKey(key)));
    }

    /** Whether one of these callers may ask. */
    boolean inEffect(Caller caller) {
        return !outOfEffect.contains(caller.name());
    }

    /** The callers that a chain of certificates proves to be: that with its key, and all that a name in it is certified for. */
    static List<Caller> proven(List<Caller> claimed, List<X509Certificate> chain) {
        return proven(claimed, authorities -> authorities.issued(chain));
    }

    /** The same of a chain whose own certificate is not valid now: whose it was, or will be. */
    static List<Caller> provenOnce(List<Caller> claimed, List<X509Certificate> chain) {
        return proven(claimed, authorities -> authorities.issuedOnce(chain));
    }

    private static List<Caller> proven(List<Caller> claimed, Predicate<CertificateAuthorities> issued) {
        return claimed.stream()
                .filter(caller -> !(caller.identity() instanceof CallerIdentity.CertifiedName name)
                        || issued.test(name.authorities()))
                .toList();
    }

    /**
     * The callers that a certificate says it is of, also those out of effect: that with its key, and all whose name it has, whoever
     * certified that.
     */
    List<Caller> claimed(X509Certificate certificate) {
        Stream<Caller> pinned = pinned(SpkiFingerprint.of(certificate)).stream();
        if (named.isEmpty()) {
            return pinned.toList();
        }
        Set<SubjectName> presented = SubjectName.of(certificate);
        return Stream.concat(
                        pinned,
                        named.stream()
                                .filter(caller -> caller.identity() instanceof CallerIdentity.CertifiedName name
                                        && presented.contains(name.name())))
                .toList();
    }

    /** All callers in effect, in the order in which they were given. */
    public List<Caller> callers() {
        return known.values().stream().filter(this::inEffect).toList();
    }
}
