package eu.qlpipeline.signing.agent.failure;

/**
 * What callers are told of a refusal or failure: its message, but where that may name files or tokens of the agent one sentence
 * that never does. The message itself is in the log.
 */
public final class Disclosure {

    private Disclosure() {}

    /** The sentence for callers. */
    public static String of(AgentException failure) {
        return switch (failure.reason()) {
            case CONFIGURATION -> "agent: its operator has to act";
            case TOKEN_ABSENT, TOKEN_UNREACHABLE -> "token: not available to the agent; its log says why";
            case TOKEN_FAILURE -> "token: fails; the agent's log says how";
            case PIN_REJECTED -> "token: the agent cannot log in; its operator has to act";
            case KEY_UNUSABLE -> "key: not usable; the agent's operator has to act";
            case AUDIT_BLOCKED -> "audit: the log cannot be written; nothing is signed until it can";
            case INTERNAL -> "agent: internal defect";
            case CHALLENGE_MISSING,
                    CHALLENGE_LENGTH,
                    CHALLENGE_TEXT,
                    CHALLENGE_RESERVED_PREFIX,
                    NONCE_LENGTH,
                    AUDIENCE_INVALID,
                    AUDIENCE_NOT_PERMITTED,
                    CHANNEL_BINDING_INVALID,
                    TLS_ROLE,
                    TLS_SCHEME,
                    TRANSCRIPT_HASH_LENGTH,
                    CALLER_UNKNOWN,
                    PURPOSE_NOT_PERMITTED,
                    SCHEME_UNSUPPORTED,
                    OVERLOADED,
                    RATE_LIMITED,
                    CONCURRENCY_LIMITED,
                    DEADLINE_EXCEEDED,
                    SHUTTING_DOWN,
                    TOKEN_HUNG,
                    TOKEN_SESSION_LOST,
                    SIGNATURE_INVALID,
                    CERTIFICATE_NOT_VALID_NOW,
                    RECEIPT_NOT_FOUND,
                    RECEIPT_PENDING -> String.valueOf(failure.getMessage());
        };
    }
}
