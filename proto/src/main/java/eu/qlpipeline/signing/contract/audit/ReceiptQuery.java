package eu.qlpipeline.signing.contract.audit;

import eu.qlpipeline.signing.contract.ContractViolation;

/**
 * Which receipt is asked for. The challenge alone may have been answered twice, and the requests of a batch share one
 * signature; both together name one record.
 *
 * @param challenge SHA-256 of the raw challenge, the verifier's nonce, or the content of the TLS CertificateVerify
 * @param signature SHA-256 of the signature
 * @param answeredAtMillis when the answer came, by the asker's clock, Unix milliseconds; right to a minute
 */
public record ReceiptQuery(Digest challenge, Digest signature, long answeredAtMillis) {

    /** @throws ContractViolation if the time lies before 1970 */
    public ReceiptQuery {
        if (answeredAtMillis < 0) {
            throw new ContractViolation(
                    ContractViolation.Reason.CHECKPOINT_TIME,
                    "answered at: " + answeredAtMillis + " (expected: 0 or later)");
        }
    }
}
