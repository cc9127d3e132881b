package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/** The part of a stream that one agent serves: one call of gRPC. */
final class StreamLeg implements ClientResponseObserver<SignChallengesRequest, SignChallengesResponse> {

    private final ChallengeCall stream;
    private volatile @Nullable ClientCallStreamObserver<SignChallengesRequest> call;

    StreamLeg(ChallengeCall stream) {
        this.stream = stream;
    }

    boolean isReady() {
        ClientCallStreamObserver<SignChallengesRequest> started = call;
        return started != null && started.isReady();
    }

    void send(SignChallengesRequest message) {
        ClientCallStreamObserver<SignChallengesRequest> started = call;
        if (started != null) {
            started.onNext(message);
        }
    }

    void cancel(String why) {
        ClientCallStreamObserver<SignChallengesRequest> started = call;
        if (started != null) {
            started.cancel(why, null);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<SignChallengesRequest> started) {
        call = started;
        started.setOnReadyHandler(stream::wake);
    }

    @Override
    public void onNext(SignChallengesResponse message) {
        stream.answered(this, message);
    }

    @Override
    public void onError(Throwable failure) {
        stream.lost(
                this,
                failure instanceof StatusRuntimeException status
                        ? status
                        : Status.fromThrowable(failure).asRuntimeException());
    }

    @Override
    public void onCompleted() {
        stream.lost(
                this,
                Status.UNAVAILABLE.withDescription("stream: ended by the agent").asRuntimeException());
    }
}
