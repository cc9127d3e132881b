package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc.SigningAgentStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The part of a stream that one agent serves: one call of gRPC. */
final class StreamLeg implements ClientResponseObserver<SignChallengesRequest, SignChallengesResponse> {

    private final ChallengeCall stream;
    private final LegAttempts attempts = new LegAttempts();
    private volatile @Nullable ClientCallStreamObserver<SignChallengesRequest> call;

    StreamLeg(ChallengeCall stream) {
        this.stream = stream;
    }

    void start(SigningAgentStub agents) {
        var unused = agents.withOnReadyThreshold(ChallengeCall.BURST_BYTES)
                .withInterceptors(attempts)
                .signChallenges(this);
    }

    /** Whether it ended since no agent has a TLS key that is pinned, which asking again does not mend. */
    boolean isHopeless() {
        return attempts.foundNoPinnedKey();
    }

    /** Sends messages for as long as the transport takes them, or until one is empty. */
    void send(Supplier<SignChallengesRequest> messages) {
        ClientCallStreamObserver<SignChallengesRequest> started = call;
        while (started != null && started.isReady()) {
            SignChallengesRequest message = messages.get();
            if (message.getChallengesCount() == 0) {
                return;
            }
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
