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
            case CHALLENGE_MISSING -> ReasonCode.CHALLENGE_MISSING;
            case CHALLENGE_LENGTH -> ReasonCode.CHALLENGE_LENGTH;
            case CHALLENGE_TEXT -> ReasonCode.CHALLENGE_TEXT;
            case CHALLENGE_RESERVED_PREFIX -> ReasonCode.CHALLENGE_RESERVED_PREFIX;
            case FINGERPRINT_LENGTH, SIGNATURE_LENGTH, SCHEME_UNKNOWN, ANSWER_MISSING -> ReasonCode.INTERNAL;
        };
        return new AgentException(reason, String.valueOf(violation.getMessage()), violation);
    }
}
