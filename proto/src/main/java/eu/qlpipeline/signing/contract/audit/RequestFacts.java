package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the log keeps of a request for a signature.
 *
 * @param caller the name of the caller in the policy, at most 255 bytes of UTF-8
 * @param purpose what the signature was asked for
 * @param audience the verifier named, where the purpose has one
 * @param challenge SHA-256 of what the caller sent to be signed: the raw challenge, the verifier's nonce, or the content
 *     of the TLS CertificateVerify
 */
public record RequestFacts(String caller, PurposeKind purpose, Optional<Audience> audience, Digest challenge) {

    private static final int LONGEST_NAME = 255;

    /** @throws IllegalArgumentException if the name is too long */
    public RequestFacts {
        int length = caller.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_NAME) {
            throw new IllegalArgumentException("caller: name of " + length + " bytes (expected: at most 255)");
        }
    }
}
