package eu.qlpipeline.signing.contract;

/** Thrown where bytes or fields of a peer do not obey QL-SIGN v1; says by which rule. */
public final class ContractViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * @param reason the rule that was broken
     * @param message what was found and what was expected, free of secrets
     */
    public ContractViolation(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The rule that was broken. */
    public Reason reason() {
        return reason;
    }

    /** The rules of QL-SIGN v1 that a peer can break. */
    public enum Reason {
        /** The request names no challenge, or one of an unknown kind. */
        CHALLENGE_MISSING,
        /** A raw challenge is not exactly 32 bytes. */
        CHALLENGE_LENGTH,
        /** A raw challenge is text throughout. */
        CHALLENGE_TEXT,
        /** A raw challenge starts like a structure of another protocol. */
        CHALLENGE_RESERVED_PREFIX,
        /** A fingerprint is not 32 bytes. */
        FINGERPRINT_LENGTH,
        /** A signature is not 512 bytes. */
        SIGNATURE_LENGTH,
        /** A signature scheme is unknown. */
        SCHEME_UNKNOWN,
        /** A reply answers in another form than was asked for. */
        ANSWER_MISSING
    }
}
