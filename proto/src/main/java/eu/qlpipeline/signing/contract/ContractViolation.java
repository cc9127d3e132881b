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
        /** A nonce is not 32 bytes. */
        NONCE_LENGTH,
        /** An audience is not 1 to 255 bytes. */
        AUDIENCE_LENGTH,
        /** An audience holds bytes outside 0x21 to 0x7E. */
        AUDIENCE_BYTES,
        /** An audience has upper-case letters where they make no difference. */
        AUDIENCE_CASE,
        /** A channel binding is of an unknown type. */
        CHANNEL_BINDING_TYPE,
        /** A channel binding value is not 32 bytes. */
        CHANNEL_BINDING_VALUE,
        /** A span of validity is empty or too long. */
        VALIDITY_WINDOW,
        /** The validity begins in the future. */
        VALIDITY_FUTURE,
        /** The validity is over. */
        VALIDITY_EXPIRED,
        /** A transcript hash is neither 32 nor 48 bytes. */
        TRANSCRIPT_HASH_LENGTH,
        /** The role in TLS is not that of a client. */
        TLS_ROLE,
        /** The signature scheme of TLS is not rsa_pss_rsae_sha256. */
        TLS_SCHEME,
        /** Content to sign is not that of a TLS 1.3 CertificateVerify. */
        TLS_CONTENT,
        /** A batch proof is of an unknown version. */
        PROOF_VERSION,
        /** A batch proof names a tree that is too high. */
        PROOF_HEIGHT,
        /** A batch proof names a leaf outside its tree. */
        PROOF_INDEX,
        /** A batch proof is longer or shorter than its height demands. */
        PROOF_LENGTH,
        /** A root is not 32 bytes. */
        ROOT_LENGTH,
        /** The size of a log's tree is out of range. */
        TREE_SIZE,
        /** The name of a log is not 1 to 255 printable ASCII characters. */
        ORIGIN,
        /** The time of a checkpoint lies before 1970. */
        CHECKPOINT_TIME,
        /** The time in a request for a receipt lies before 1970 or after the year 9999. */
        ANSWER_TIME,
        /** A proof of the log is longer or shorter than its place demands. */
        LOG_PATH_LENGTH,
        /** A record is not where an inclusion proof of the log places it. */
        LOG_INCLUSION,
        /** One head of a log does not continue the other. */
        LOG_CONSISTENCY,
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
