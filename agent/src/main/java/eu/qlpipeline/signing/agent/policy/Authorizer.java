package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.Optional;

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

    /**
     * The audience of a caller's bound challenge: the one it named, if its policy grants it, or the only one granted.
     *
     * @throws AgentException {@link ReasonCode#AUDIENCE_NOT_PERMITTED} if the one it named is not granted;
     *     {@link ReasonCode#AUDIENCE_INVALID} if it named none and not exactly one is granted
     */
    public Audience audience(Caller caller, Optional<Audience> requested) {
        if (requested.isPresent()) {
            if (!caller.audiences().contains(requested.get())) {
                throw new AgentException(
                        ReasonCode.AUDIENCE_NOT_PERMITTED,
                        "audience: " + requested.get() + " is not one of " + caller.name(),
                        "add it to the audiences in the file of this caller in providers.directory");
            }
            return requested.get();
        }
        if (caller.audiences().size() != 1) {
            throw new AgentException(
                    ReasonCode.AUDIENCE_INVALID,
                    "audience: none named, and " + caller.audiences().size() + " granted (expected: one named)");
        }
        return caller.audiences().get(0);
    }
}
