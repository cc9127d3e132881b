package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.Set;

/**
 * Somebody who may ask for signatures, and for which.
 *
 * @param name the name the operator gave it, for logs and messages
 * @param key the key it proves to have at the TLS handshake
 * @param purposes what it may ask for
 */
public record Caller(String name, SpkiFingerprint key, Set<PurposeKind> purposes) {

    /** Copies the purposes. */
    public Caller {
        purposes = Set.copyOf(purposes);
    }
}
