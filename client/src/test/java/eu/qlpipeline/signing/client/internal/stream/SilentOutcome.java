package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.v1.Rejection;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.StatusRuntimeException;

/** Hears what becomes of a challenge, and does nothing. */
class SilentOutcome implements StreamOutcome {

    @Override
    public boolean isOver() {
        return false;
    }

    @Override
    public boolean anotherMayAnswer(Rejection rejection) {
        return false;
    }

    @Override
    public void answered(SignChallengeResponse answer) {}

    @Override
    public void rejected(Rejection rejection) {}

    @Override
    public void failed(StatusRuntimeException failure) {}
}
