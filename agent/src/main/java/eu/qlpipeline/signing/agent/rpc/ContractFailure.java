package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.ContractViolation;

/** Turns what a request did wrong into a refusal. */
final class ContractFailure {

    private ContractFailure() {}

    /** The refusal of a request that breaks the contract. */
    static AgentException refusal(ContractViolation violation) {
        ReasonCode reason = switch (violation.reason()) {
            // The wire has no name of its own for that time: as of bytes that are no request.
            case CHALLENGE_MISSING, ANSWER_TIME -> ReasonCode.CHALLENGE_MISSING;
            case CHALLENGE_LENGTH -> ReasonCode.CHALLENGE_LENGTH;
            case CHALLENGE_TEXT -> ReasonCode.CHALLENGE_TEXT;
            case CHALLENGE_RESERVED_PREFIX -> ReasonCode.CHALLENGE_RESERVED_PREFIX;
            case NONCE_LENGTH -> ReasonCode.NONCE_LENGTH;
            case AUDIENCE_LENGTH, AUDIENCE_BYTES, AUDIENCE_CASE -> ReasonCode.AUDIENCE_INVALID;
            case CHANNEL_BINDING_TYPE, CHANNEL_BINDING_VALUE -> ReasonCode.CHANNEL_BINDING_INVALID;
            case TLS_ROLE -> ReasonCode.TLS_ROLE;
            case TLS_SCHEME -> ReasonCode.TLS_SCHEME;
            case TRANSCRIPT_HASH_LENGTH -> ReasonCode.TRANSCRIPT_HASH_LENGTH;
            // No request carries these fields, so that only the agent itself can have got them wrong.
            case FINGERPRINT_LENGTH,
                    SIGNATURE_LENGTH,
                    SCHEME_UNKNOWN,
                    ANSWER_MISSING,
                    VALIDITY_WINDOW,
                    VALIDITY_FUTURE,
                    VALIDITY_EXPIRED,
                    TLS_CONTENT,
                    PROOF_VERSION,
                    PROOF_HEIGHT,
                    PROOF_INDEX,
                    PROOF_LENGTH,
                    ROOT_LENGTH,
                    TREE_SIZE,
                    ORIGIN,
                    CHECKPOINT_TIME,
                    LOG_PATH_LENGTH,
                    LOG_INCLUSION,
                    LOG_CONSISTENCY -> ReasonCode.INTERNAL;
        };
        return new AgentException(reason, String.valueOf(violation.getMessage()), violation);
    }
}
