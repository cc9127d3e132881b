package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who may ask for signatures, and for which.
 *
 * @param name the name the operator gave it, for logs and messages
 * @param identity by what it is known at the TLS handshake
 * @param purposes what it may ask for
 * @param audiences the names under which it may ask for bound challenges, in the order of its file
 * @param allowBatch whether its bound challenges may be answered by the signature of a batch
 * @param challengeLimits how many challenges it may ask for, raw and bound together
 * @param tlsLimits how many signatures for TLS it may ask for
 * @param validUntil when it ceases to be a caller; empty for never
 */
public record Caller(
        String name,
        CallerIdentity identity,
        Set<PurposeKind> purposes,
        List<Audience> audiences,
        boolean allowBatch,
        CallerLimits challengeLimits,
        CallerLimits tlsLimits,
        Optional<Instant> validUntil) {

    /** Copies the collections. */
    public Caller {
        purposes = Set.copyOf(purposes);
        audiences = List.copyOf(audiences);
        if (!purposes.stream().allMatch(PurposeKind::callable)) {
            throw new IllegalArgumentException("purposes: " + purposes + " (expected: of those callers may ask for)");
        }
    }

    /** A caller that is known by its key, without limits or end. */
    public Caller(
            String name, SpkiFingerprint key, Set<PurposeKind> purposes, List<Audience> audiences, boolean allowBatch) {
        this(
                name,
                new CallerIdentity.PinnedKey(key),
                purposes,
                audiences,
                allowBatch,
                CallerLimits.NONE,
                CallerLimits.NONE,
                Optional.empty());
    }

    /** Whether it is a caller at that moment. */
    boolean validAt(Instant moment) {
        return validUntil.map(moment::isBefore).orElse(true);
    }
}
