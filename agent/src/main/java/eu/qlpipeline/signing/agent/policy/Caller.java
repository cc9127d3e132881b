package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.List;
import java.util.Set;

/**
 * Somebody who may ask for signatures, and for which.
 *
 * @param name the name the operator gave it, for logs and messages
 * @param key the key it proves to have at the TLS handshake
 * @param purposes what it may ask for
 * @param audiences the names under which it may ask for bound challenges, in the order of its file
 * @param allowBatch whether its bound challenges may be answered by the signature of a batch
 */
public record Caller(
        String name, SpkiFingerprint key, Set<PurposeKind> purposes, List<Audience> audiences, boolean allowBatch) {

    /** Copies the collections. */
    public Caller {
        purposes = Set.copyOf(purposes);
        audiences = List.copyOf(audiences);
        if (!purposes.stream().allMatch(PurposeKind::callable)) {
            throw new IllegalArgumentException("purposes: " + purposes + " (expected: of those callers may ask for)");
        }
    }
}
