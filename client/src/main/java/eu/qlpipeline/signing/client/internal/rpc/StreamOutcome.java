package eu.qlpipeline.signing.client.internal.rpc;

import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.StatusRuntimeException;

/** What came of one challenge of a stream. Exactly one of the three is called, once, and must not block. */
public interface StreamOutcome {

    /** The agent answered. */
    void answered(SignChallengeResponse answer);

    /** The agent refused. */
    void rejected(Rejection rejection);

    /** There is no answer: the stream ended, or the time is up. */
    void failed(StatusRuntimeException failure);
}
