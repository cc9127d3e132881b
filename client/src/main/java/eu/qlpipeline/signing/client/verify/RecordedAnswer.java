package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.util.Objects;

/**
 * A challenge and the signature over it, kept from an earlier time; well-formed, but not verified.
 *
 * @param challenge the challenge
 * @param signature the signature
 */
public record RecordedAnswer(RawChallenge challenge, PssSignature signature) {

    /** Refuses null. */
    public RecordedAnswer {
        Objects.requireNonNull(challenge, "challenge");
        Objects.requireNonNull(signature, "signature");
    }

    /**
     * Accepts the bytes of both.
     *
     * @throws VerificationException if the challenge breaks a rule of raw challenges, or the signature is not 512 bytes
     */
    public static RecordedAnswer of(byte[] challenge, byte[] signature) throws VerificationException {
        try {
            return new RecordedAnswer(RawChallenge.of(challenge), PssSignature.of(signature));
        } catch (ContractViolation e) {
            throw VerificationException.of(e);
        }
    }
}
