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

    /** The latest time that may be asked for, the end of the year 9999: the last that RFC 3339 can write. */
    public static final long LATEST_MILLIS = 253_402_300_799_999L;

    /** @throws ContractViolation if the time lies before 1970 or after {@link #LATEST_MILLIS} */
    public ReceiptQuery {
        if (answeredAtMillis < 0 || answeredAtMillis > LATEST_MILLIS) {
            throw new ContractViolation(
                    ContractViolation.Reason.ANSWER_TIME,
                    "answered at: " + answeredAtMillis + " (expected: 0 to " + LATEST_MILLIS + ")");
        }
    }
}
