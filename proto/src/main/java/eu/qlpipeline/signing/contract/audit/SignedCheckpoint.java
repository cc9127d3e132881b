package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.security.SignatureException;
import java.time.Instant;

/**
 * The head of a log, signed.
 *
 * @param origin the name of the log
 * @param head size and root of its tree
 * @param timeMillis when it was signed, Unix milliseconds
 * @param certificate the certificate whose key signed
 * @param signature the signature over the {@link AuditCheckpoint} of these fields
 */
public record SignedCheckpoint(
        Origin origin, TreeHead head, long timeMillis, CertificateFingerprint certificate, PssSignature signature) {

    /** @throws ContractViolation if the time lies before 1970 */
    public SignedCheckpoint {
        if (timeMillis < 0) {
            throw new ContractViolation(
                    ContractViolation.Reason.CHECKPOINT_TIME, "time: " + timeMillis + " (expected: 0 or later)");
        }
    }

    /** A checkpoint with its signature. */
    public static SignedCheckpoint of(AuditCheckpoint checkpoint, PssSignature signature) {
        return new SignedCheckpoint(
                checkpoint.origin(), checkpoint.head(), checkpoint.timeMillis(), checkpoint.certificate(), signature);
    }

    /** When it was signed. */
    public Instant time() {
        return Instant.ofEpochMilli(timeMillis);
    }

    /**
     * Returns normally if the signature is that key's over these fields, under either salt that checkpoints have.
     *
     * @throws SignatureException if it is not
     */
    public void verify(SignatureVerifier verifier) throws SignatureException {
        try {
            verifier.verify(under(SignatureScheme.RSA4096_PSS_SHA256_SALT478), signature);
        } catch (SignatureException longest) {
            verifier.verify(under(SignatureScheme.RSA4096_PSS_SHA256_SALT32), signature);
        }
    }

    private AuditCheckpoint under(SignatureScheme scheme) {
        return new AuditCheckpoint(origin, head, timeMillis, certificate, scheme);
    }
}
