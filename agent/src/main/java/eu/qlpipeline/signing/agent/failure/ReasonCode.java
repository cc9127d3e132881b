package eu.qlpipeline.signing.agent.failure;

/** Reasons for which the agent refuses or fails; the wire carries them one to one. */
public enum ReasonCode {
    /** The request carries no challenge of a known kind. */
    CHALLENGE_MISSING,
    /** The raw challenge is not exactly 32 bytes. */
    CHALLENGE_LENGTH,
    /** The raw challenge is text throughout. */
    CHALLENGE_TEXT,
    /** The raw challenge starts like a structure of another protocol. */
    CHALLENGE_RESERVED_PREFIX,
    /** The verifier's nonce is not exactly 32 bytes. */
    NONCE_LENGTH,
    /** The audience is not of the permitted form, or none was named where several are granted. */
    AUDIENCE_INVALID,
    /** The audience is not one that the policy grants the caller. */
    AUDIENCE_NOT_PERMITTED,
    /** The channel binding is of an unknown type, or its value does not fit. */
    CHANNEL_BINDING_INVALID,
    /** The TLS role is not the client's. */
    TLS_ROLE,
    /** The TLS signature scheme is not rsa_pss_rsae_sha256. */
    TLS_SCHEME,
    /** The transcript hash is neither 32 nor 48 bytes. */
    TRANSCRIPT_HASH_LENGTH,
    /** The caller is not in the policy, or its entry is not valid now. */
    CALLER_UNKNOWN,
    /** The caller may not ask for this purpose. */
    PURPOSE_NOT_PERMITTED,
    /** The token offers no way to make this signature. */
    SCHEME_UNSUPPORTED,
    /** More requests are waiting than the agent admits. */
    OVERLOADED,
    /** The caller asks more often than its policy grants. */
    RATE_LIMITED,
    /** The caller has more in work at the same time than its policy grants, or more open than it may have. */
    CONCURRENCY_LIMITED,
    /** The deadline passed before the token was asked, or is shorter than one signature takes. */
    DEADLINE_EXCEEDED,
    /** The agent is stopping. */
    SHUTTING_DOWN,
    /** The module or the token is not to be found, or not exactly one token matches. */
    TOKEN_ABSENT,
    /** The library does not initialise, or has no token in any slot; may pass by itself, and is absent on the wire. */
    TOKEN_UNREACHABLE,
    /** Calls into the token's library do not return. */
    TOKEN_HUNG,
    /** The PIN cannot be read, or the token refused it; a person has to act. */
    PIN_REJECTED,
    /** The session with the token was lost. */
    TOKEN_SESSION_LOST,
    /** The token failed at an operation. */
    TOKEN_FAILURE,
    /** Key or certificate are missing, ambiguous, do not belong together, or are not those served before. */
    KEY_UNUSABLE,
    /** A signature that the token made does not verify. */
    SIGNATURE_INVALID,
    /** The certificate of the signing key is not valid now. */
    CERTIFICATE_NOT_VALID_NOW,
    /** The audit log cannot be written, and nothing is signed that is not recorded. */
    AUDIT_BLOCKED,
    /** The caller has no such signature in the audit log. */
    RECEIPT_NOT_FOUND,
    /** No checkpoint covers the record yet. */
    RECEIPT_PENDING,
    /** The configuration or a file it names is unusable. */
    CONFIGURATION,
    /** A defect of the agent. */
    INTERNAL;

    /** Whether the token is not there, does not answer, or failed: without a change by anybody it may sign another time. */
    public boolean isTokenTrouble() {
        return switch (this) {
            case TOKEN_ABSENT, TOKEN_UNREACHABLE, TOKEN_HUNG, TOKEN_SESSION_LOST, TOKEN_FAILURE -> true;
            default -> false;
        };
    }
}
