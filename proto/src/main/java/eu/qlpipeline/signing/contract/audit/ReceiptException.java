package eu.qlpipeline.signing.contract.audit;

import org.jspecify.annotations.Nullable;

/** Thrown where a receipt does not prove what it has to; says what is wrong with it. */
public final class ReceiptException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * @param reason what is wrong
     * @param message what was found and what was expected
     */
    public ReceiptException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with a receipt. */
    public enum Reason {
        /** The bytes are not those of a receipt. */
        MALFORMED,
        /** The record is not that of a signature. */
        NOT_SIGNED,
        /** The record is of another challenge. */
        CHALLENGE_OTHER,
        /** The record is of another signature. */
        SIGNATURE_OTHER,
        /** The checkpoint was signed before the record was in the log. */
        CHECKPOINT_OLDER,
        /** Record or checkpoint name another certificate. */
        CERTIFICATE_OTHER,
        /** The certificate is not in the trusted list. */
        CERTIFICATE_NOT_TRUSTED,
        /** The record is not where the receipt says in the log of the checkpoint. */
        NOT_IN_LOG,
        /** The checkpoint is not signed by the key of the certificate. */
        CHECKPOINT_FORGED
    }
}
