package eu.qlpipeline.signing.acceptance.wire;

/** What an impostor puts in the place of a signature. */
@FunctionalInterface
public interface Forger {

    /**
     * Makes up an answer.
     *
     * @param challenge the challenge of the verifier under attack
     * @return what is passed off as the agent's signature of it
     */
    byte[] forge(byte[] challenge);
}
