package eu.qlpipeline.signing.agent.rpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Hears how a call ends, and passes over what comes before. */
class Ending<A> implements StreamObserver<A> {

    /** With what it ended. */
    final CompletableFuture<Status> end = new CompletableFuture<>();

    @Override
    public void onNext(A message) {}

    @Override
    public final void onError(Throwable error) {
        end.complete(Status.fromThrowable(error));
    }

    @Override
    public final void onCompleted() {
        end.complete(Status.OK);
    }
}
