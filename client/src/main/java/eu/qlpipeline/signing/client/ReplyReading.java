package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.v1.SignChallengeResponse;

/** How a reply is read. */
@FunctionalInterface
interface ReplyReading<T> {

    /** What the reply comes to. */
    T read(SignChallengeResponse reply) throws VerificationException;

    /** There is nothing to read, or it was rejected; called before anybody is told. */
    default void givenUp() {}
}
