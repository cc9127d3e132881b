package eu.qlpipeline.signing.client;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown where the agent answers that it will not, or cannot now, sign. One that a future or a stream ends with has no stack
 * trace, which would only be that of a network thread.
 */
public final class AgentRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final Retry retry;

    AgentRefusedException(Reason reason, Retry retry, String message, @Nullable Throwable cause, boolean traced) {
        super(message, cause, true, traced);
        this.reason = reason;
        this.retry = retry;
    }

    /** The reason the agent gave, for programs. */
    public Reason reason() {
        return reason;
    }

    /** Whether the same request may succeed later, in the agent's own judgement. */
    public boolean isRetryable() {
        return retry.advised();
    }

    /** When trying again is worth it, from the time of the answer on; empty where the agent does not say. */
    public Optional<Duration> retryAfter() {
        return retry.afterMillis() == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retry.afterMillis()));
    }

    /**
     * Whether the same request may succeed later.
     *
     * @param advised whether it may
     * @param afterMillis when, in milliseconds, or 0 where that is not known
     */
    record Retry(boolean advised, long afterMillis) implements Serializable {

        static final Retry NEVER = new Retry(false, 0);
    }

    /** The reasons that an agent gives; they are those of the wire format. */
    public enum Reason {
        /** The agent gave no reason, or one that this client does not know. */
        UNSPECIFIED,
        /** The request carries no challenge, or one of a kind the agent does not know. */
        CHALLENGE_MISSING,
        /** The raw challenge is not exactly 32 bytes. */
        CHALLENGE_LENGTH,
        /** The raw challenge is text throughout. */
        CHALLENGE_TEXT,
        /** The raw challenge starts like a structure of another protocol. */
        CHALLENGE_RESERVED_PREFIX,
        /** The agent does not know this provider's certificate, or its entry is not valid now. */
        CALLER_UNKNOWN,
        /** The agent knows this provider, but it may not ask for this. */
        PURPOSE_NOT_PERMITTED,
        /** The token offers no way to make this signature. */
        SCHEME_UNSUPPORTED,
        /** More requests are waiting than the agent admits. */
        OVERLOADED,
        /** The deadline passed before the token was asked, or is shorter than one signature takes. */
        DEADLINE_EXCEEDED,
        /** The agent is stopping. */
        SHUTTING_DOWN,
        /** The token is not to be found. */
        TOKEN_ABSENT,
        /** The token refused the PIN. */
        PIN_REJECTED,
        /** The session with the token was lost; it is being opened again. */
        TOKEN_SESSION_LOST,
        /** The token failed at signing. */
        TOKEN_FAILURE,
        /** The key or its certificate is missing, or they do not belong together. */
        KEY_UNUSABLE,
        /** The signature that the token made does not verify; the agent did not release it. */
        SIGNATURE_INVALID,
        /** The certificate of the signing key is not valid now. */
        CERTIFICATE_NOT_VALID_NOW,
        /** A defect of the agent itself. */
        INTERNAL,
        /** The verifier's nonce is not exactly 32 bytes. */
        NONCE_LENGTH,
        /** The audience is not of the form that is permitted, or this provider has several and named none. */
        AUDIENCE_INVALID,
        /** The agent's policy does not grant this provider the audience. */
        AUDIENCE_NOT_PERMITTED,
        /** The channel binding is of an unknown type, or its value does not fit the type. */
        CHANNEL_BINDING_INVALID,
        /** The TLS role is not the client's. */
        TLS_ROLE,
        /** The TLS signature scheme is not rsa_pss_rsae_sha256. */
        TLS_SCHEME,
        /** The transcript hash is neither 32 nor 48 bytes. */
        TRANSCRIPT_HASH_LENGTH,
        /** The agent's audit log cannot be written, and it signs nothing that is not recorded. */
        AUDIT_BLOCKED,
        /** This provider has no such signature in the agent's audit log. */
        RECEIPT_NOT_FOUND,
        /** No checkpoint covers the record yet. */
        RECEIPT_PENDING,
        /** The token does not answer the agent. */
        TOKEN_HUNG,
        /** This provider asks more often than the agent's policy grants. */
        RATE_LIMITED,
        /** This provider has more in work at the same time than the agent's policy grants. */
        CONCURRENCY_LIMITED;

        /** Whether it has to do with the agent's state and not with the request, as gRPC's status says of a single call. */
        boolean mayPass() {
            return switch (this) {
                case OVERLOADED,
                        RATE_LIMITED,
                        CONCURRENCY_LIMITED,
                        DEADLINE_EXCEEDED,
                        SHUTTING_DOWN,
                        TOKEN_ABSENT,
                        TOKEN_HUNG,
                        PIN_REJECTED,
                        TOKEN_SESSION_LOST,
                        TOKEN_FAILURE,
                        KEY_UNUSABLE,
                        SIGNATURE_INVALID,
                        CERTIFICATE_NOT_VALID_NOW,
                        AUDIT_BLOCKED,
                        RECEIPT_PENDING -> true;
                default -> false;
            };
        }

        /** Whether it has to do with this agent's state alone, and not with how much is asked, so that another agent may answer. */
        boolean passesElsewhere() {
            return switch (this) {
                case OVERLOADED, RATE_LIMITED, CONCURRENCY_LIMITED, DEADLINE_EXCEEDED -> false;
                default -> mayPass();
            };
        }
    }
}
