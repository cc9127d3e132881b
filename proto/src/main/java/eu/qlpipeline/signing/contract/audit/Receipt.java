package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.audit.ReceiptException.Reason;
import eu.qlpipeline.signing.contract.merkle.InclusionProof;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;

/**
 * Evidence that a signature was recorded: its record, the record's place in the tree of the log (RFC 9162 section 2.1.3),
 * and a signed checkpoint of that tree. Well-formed, not verified.
 *
 * @param outcome the record, of a signature
 * @param proof its place
 * @param checkpoint the head of the tree, signed
 */
public record Receipt(AuditRecord.Outcome outcome, InclusionProof proof, SignedCheckpoint checkpoint) {

    /** @throws IllegalArgumentException if the parts do not fit together */
    public Receipt {
        if (!(outcome.result() instanceof Result.Signed)
                || outcome.sequence() != proof.index()
                || proof.size() != checkpoint.head().size()) {
            throw new IllegalArgumentException("receipt: parts that do not fit together (expected: those of one)");
        }
    }

    /**
     * Puts a receipt together.
     *
     * @param recordBytes the bytes of the record
     * @param path the hashes of the inclusion path, 32 bytes each, the leaf's sibling first
     * @throws ReceiptException (MALFORMED, NOT_SIGNED, CHECKPOINT_OLDER) if the parts do not fit together
     */
    public static Receipt of(byte[] recordBytes, long index, byte[] path, SignedCheckpoint checkpoint)
            throws ReceiptException {
        AuditRecord decoded;
        try {
            decoded = RecordCodec.decode(recordBytes);
        } catch (MalformedRecordException e) {
            throw new ReceiptException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
        if (!(decoded instanceof AuditRecord.Outcome outcome) || !(outcome.result() instanceof Result.Signed)) {
            throw new ReceiptException(Reason.NOT_SIGNED, "record: of no signature (expected: of one)", null);
        }
        if (outcome.sequence() != index) {
            throw new ReceiptException(
                    Reason.MALFORMED,
                    "index: " + index + " (expected: the record's, " + outcome.sequence() + ")",
                    null);
        }
        if (index >= checkpoint.head().size()) {
            throw new ReceiptException(
                    Reason.CHECKPOINT_OLDER,
                    "checkpoint: over " + checkpoint.head().size() + " records (expected: more than " + index
                            + ", so that it covers the record)",
                    null);
        }
        try {
            return new Receipt(
                    outcome, InclusionProof.of(index, checkpoint.head().size(), path), checkpoint);
        } catch (ContractViolation e) {
            throw new ReceiptException(Reason.MALFORMED, String.valueOf(e.getMessage()), e);
        }
    }

    /** What became of the request: the signature. */
    public Result.Signed signed() {
        return (Result.Signed) outcome.result();
    }

    /** The bytes of the record. */
    public byte[] recordBytes() {
        return RecordCodec.encode(outcome);
    }

    /**
     * Returns normally if the receipt is of the challenge with that hash.
     *
     * @throws ReceiptException (CHALLENGE_OTHER) if it is not
     */
    public void requireChallenge(Digest challenge) throws ReceiptException {
        if (!outcome.request().challenge().equals(challenge)) {
            throw new ReceiptException(
                    Reason.CHALLENGE_OTHER,
                    "challenge: SHA-256 " + outcome.request().challenge() + " (expected: " + challenge + ")",
                    null);
        }
    }

    /**
     * Returns normally if the receipt is of the signature with that hash.
     *
     * @throws ReceiptException (SIGNATURE_OTHER) if it is not
     */
    public void requireSignature(Digest signature) throws ReceiptException {
        if (!signed().signature().equals(signature)) {
            throw new ReceiptException(
                    Reason.SIGNATURE_OTHER,
                    "signature: SHA-256 " + signed().signature() + " (expected: " + signature + ")",
                    null);
        }
    }

    /**
     * Returns normally if, and only if, the owner of the certificate's key vouches for the record.
     *
     * @throws ReceiptException (CERTIFICATE_OTHER, NOT_IN_LOG, CHECKPOINT_FORGED) if not
     * @throws InvalidKeyException if the key of the certificate is of no kind that signs checkpoints
     */
    public void verify(X509Certificate certificate) throws ReceiptException, InvalidKeyException {
        verify(CertificateFingerprint.of(certificate), SignatureVerifier.of(certificate));
    }

    /**
     * As {@link #verify(X509Certificate)}.
     *
     * @param key the verifier of that certificate's key
     */
    public void verify(CertificateFingerprint certificate, SignatureVerifier key) throws ReceiptException {
        requireCertificate("checkpoint", checkpoint.certificate(), certificate);
        requireCertificate("record", signed().certificate(), certificate);
        try {
            proof.verify(recordBytes(), checkpoint.head());
        } catch (ContractViolation e) {
            throw new ReceiptException(Reason.NOT_IN_LOG, String.valueOf(e.getMessage()), e);
        }
        try {
            checkpoint.verify(key);
        } catch (SignatureException e) {
            throw new ReceiptException(
                    Reason.CHECKPOINT_FORGED, "checkpoint: not signed by the key of " + certificate, e);
        }
    }

    private static void requireCertificate(String what, CertificateFingerprint found, CertificateFingerprint expected)
            throws ReceiptException {
        if (!found.equals(expected)) {
            throw new ReceiptException(
                    Reason.CERTIFICATE_OTHER,
                    what + ": of certificate " + found + " (expected: " + expected + ")",
                    null);
        }
    }
}
