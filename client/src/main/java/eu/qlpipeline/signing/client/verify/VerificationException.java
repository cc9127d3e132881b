package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.contract.ContractViolation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown where an answer does not prove possession of a trusted key; says why, and names both sides of a mismatch. */
public final class VerificationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<Check> checks;

    /**
     * A rejection before any check was made.
     *
     * @param reason the reason, for programs
     * @param message what was found and what was expected
     */
    public VerificationException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, cause, List.of());
    }

    /**
     * A rejection by a check.
     *
     * @param reason the reason, for programs
     * @param message what was found and what was expected
     * @param checks the checks that were made, the failed one last
     */
    public VerificationException(Reason reason, String message, @Nullable Throwable cause, List<Check> checks) {
        super(message, cause);
        this.reason = reason;
        this.checks = List.copyOf(checks);
    }

    /** A rule of the contract, broken by the peer. */
    public static VerificationException of(ContractViolation violation) {
        Reason reason = switch (violation.reason()) {
            case CHALLENGE_LENGTH -> Reason.CHALLENGE_LENGTH;
            case CHALLENGE_TEXT -> Reason.CHALLENGE_TEXT;
            case CHALLENGE_RESERVED_PREFIX -> Reason.CHALLENGE_RESERVED_PREFIX;
            case FINGERPRINT_LENGTH -> Reason.FINGERPRINT_LENGTH;
            case SIGNATURE_LENGTH -> Reason.SIGNATURE_LENGTH;
            case SCHEME_UNKNOWN -> Reason.SCHEME_UNEXPECTED;
            case CHALLENGE_MISSING, ANSWER_MISSING -> Reason.ANSWER_MISSING;
            case NONCE_LENGTH -> Reason.NONCE_LENGTH;
            case CHANNEL_BINDING_TYPE, CHANNEL_BINDING_VALUE -> Reason.CHANNEL_BINDING_UNEXPECTED;
            case VALIDITY_WINDOW -> Reason.VALIDITY_WINDOW;
            case VALIDITY_FUTURE -> Reason.VALIDITY_FUTURE;
            case VALIDITY_EXPIRED -> Reason.VALIDITY_EXPIRED;
            case PROOF_VERSION -> Reason.PROOF_VERSION;
            case PROOF_HEIGHT -> Reason.PROOF_HEIGHT;
            case PROOF_INDEX -> Reason.PROOF_INDEX;
            case PROOF_LENGTH -> Reason.PROOF_LENGTH;
            // The rest belongs to purposes that no reply to a challenge carries.
            default -> Reason.ANSWER_MALFORMED;
        };
        return new VerificationException(reason, String.valueOf(violation.getMessage()), violation);
    }

    /** The reason, for programs. */
    public Reason reason() {
        return reason;
    }

    /** The checks that were made, the failed one last; empty where the answer was refused before any. */
    public List<Check> checks() {
        return checks;
    }

    /** Why an answer is rejected. */
    public enum Reason {
        /** The agent's TLS key is not the pinned one; it was not asked. */
        AGENT_NOT_PINNED,
        /** The answer does not parse. */
        ANSWER_MALFORMED,
        /** The answer is to another kind of challenge, or to none. */
        ANSWER_MISSING,
        /** The fingerprint in the answer is not 32 bytes. */
        FINGERPRINT_LENGTH,
        /** The answer names another signature scheme than the challenge is signed with. */
        SCHEME_UNEXPECTED,
        /** The signature is not 512 bytes. */
        SIGNATURE_LENGTH,
        /** The challenge is not exactly 32 bytes. */
        CHALLENGE_LENGTH,
        /** The challenge is text throughout. */
        CHALLENGE_TEXT,
        /** The challenge starts like a structure of another protocol. */
        CHALLENGE_RESERVED_PREFIX,
        /** The challenge was answered before. */
        CHALLENGE_SPENT,
        /** The certificate is stored for the other mode. */
        MODE_UNEXPECTED,
        /** The certificate is stored for another audience than the verifier's. */
        AUDIENCE_UNEXPECTED,
        /** The answer is tied to a connection in another way than is fixed for the certificate. */
        CHANNEL_BINDING_UNEXPECTED,
        /** As many nonces wait for answers as may; no challenge was made. */
        NONCES_EXHAUSTED,
        /** The agent's nonce is not 32 bytes. */
        NONCE_LENGTH,
        /** The verifier's nonce is not a pending one. */
        NONCE_UNKNOWN,
        /** The verifier's nonce was answered before. */
        NONCE_SPENT,
        /** The verifier's nonce waited too long for its answer. */
        NONCE_EXPIRED,
        /** The answer is good for no time, or for longer than is permitted. */
        VALIDITY_WINDOW,
        /** The answer is not good yet. */
        VALIDITY_FUTURE,
        /** The answer is no longer good. */
        VALIDITY_EXPIRED,
        /** The batch proof is of another version. */
        PROOF_VERSION,
        /** The batch proof names a tree that is too high. */
        PROOF_HEIGHT,
        /** The batch proof names a place outside its tree. */
        PROOF_INDEX,
        /** The batch proof is longer or shorter than its height demands. */
        PROOF_LENGTH,
        /** The subject of the certificate is another. */
        SUBJECT_UNEXPECTED,
        /** The certificate has expired. */
        CERTIFICATE_EXPIRED,
        /** The certificate is not valid yet. */
        CERTIFICATE_NOT_YET_VALID,
        /** The certificate is not in the trusted list. */
        CERTIFICATE_NOT_TRUSTED,
        /** The trusted list cannot be read, or a certificate in it is no longer what was stored. */
        TRUST_STORE_UNUSABLE,
        /** The signature is not the certificate's key's over this challenge. */
        SIGNATURE_INVALID
    }
}
