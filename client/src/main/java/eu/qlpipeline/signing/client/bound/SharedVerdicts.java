package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.verify.VerificationException;

/** Hears what came of challenges whose answers share their proof. Called on the thread that verifies. */
public interface SharedVerdicts {

    /**
     * All checks passed.
     *
     * @param place which challenge, in the order of the answer
     */
    void verified(int place, BoundVerified verified);

    /**
     * A check failed.
     *
     * @param place which challenge, in the order of the answer
     */
    void rejected(int place, VerificationException rejection);
}
