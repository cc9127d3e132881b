package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.contract.SigningPurpose;

/** Makes verified signatures over typed purposes. A call blocks for as long as the key takes. */
public interface PurposeSigner {

    /**
     * Signs, and verifies the signature.
     *
     * @throws AgentException with the reason why there is no signature
     */
    SignatureAnswer sign(SigningPurpose purpose);
}
