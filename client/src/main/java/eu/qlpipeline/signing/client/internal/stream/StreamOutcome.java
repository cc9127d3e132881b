package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.StatusRuntimeException;

/**
 * What came of one challenge of a stream. Exactly one of {@link #answered}, {@link #rejected} and {@link #failed} is called, once,
 * and must not block; none of them where nobody waits for it any more before the challenge is sent.
 */
public interface StreamOutcome {

    /** Whether nobody waits for it any more, so that the challenge need not be sent. */
    boolean isOver();

    /** The agent answered. */
    void answered(SignChallengeResponse answer);

    /** Whether it is only this agent, in its state of now, that refuses, so that another may answer. */
    boolean anotherMayAnswer(Rejection rejection);

    /** The agent refused. */
    void rejected(Rejection rejection);

    /** There is no answer: the stream ended, or the time is up. */
    void failed(StatusRuntimeException failure);
}
