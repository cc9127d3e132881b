package eu.qlpipeline.signing.agent.signing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import eu.qlpipeline.signing.agent.signing.answer.SignedBatch;

/** Receives the outcome of one request, exactly once, on a thread it must not block. */
public interface SignatureListener {

    /** The request was answered. */
    void answered(SignatureAnswer answer);

    /**
     * The request was answered by a batch.
     *
     * @param place the request's place in it
     */
    default void answered(SignedBatch batch, int place) {
        answered(batch.answer(place));
    }

    /** The request was refused, or failed. */
    void failed(AgentException reason);

    /** No more outcomes follow at once, so that what was held back to travel together can go. */
    default void flush() {}

    /** Whether the caller has gone, so that the token need not be asked. */
    boolean isCancelled();
}
