package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SigningPurpose;

/** Makes verified signatures over typed purposes. */
public interface PurposeSigner {

    /**
     * The key that signs at this moment.
     *
     * @throws AgentException with the reason why there is none
     */
    SigningKey key();

    /**
     * Signs with that key, and verifies the signature. Blocks for as long as the token takes.
     *
     * @throws AgentException with the reason why there is no signature; also if another key has taken that key's place
     */
    Made sign(SigningKey key, SigningPurpose purpose);

    /**
     * A signature that verified.
     *
     * @param signature the signature
     * @param generation the number of the login that made it
     */
    record Made(PssSignature signature, long generation) {}
}
