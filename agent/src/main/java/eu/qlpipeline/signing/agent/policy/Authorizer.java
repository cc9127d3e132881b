package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.PurposeKind;

/** Decides whether a caller may ask for a signature. What is not permitted is denied. */
public final class Authorizer {

    /**
     * Returns if the caller may ask for that purpose.
     *
     * @throws AgentException {@link ReasonCode#PURPOSE_NOT_PERMITTED} otherwise
     */
    public void authorize(Caller caller, PurposeKind purpose) {
        if (!caller.purposes().contains(purpose)) {
            throw new AgentException(
                    ReasonCode.PURPOSE_NOT_PERMITTED,
                    "purpose: " + purpose.label() + " is not permitted to " + caller.name(),
                    "add it to the purposes in the file of this caller in providers.directory");
        }
    }
}
