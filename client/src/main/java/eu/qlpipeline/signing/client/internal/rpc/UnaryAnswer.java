package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The answer to one unary call, as a future that cancels the call when it is cancelled. */
final class UnaryAnswer<Q, A> implements ClientResponseObserver<Q, A> {

    private final CompletableFuture<A> future = new CompletableFuture<>();
    private @Nullable A answer;

    /** The future of the answer. */
    CompletableFuture<A> future() {
        return future;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only carries a cancellation on
    public void beforeStart(ClientCallStreamObserver<Q> call) {
        future.whenComplete((ignored, failure) -> {
            if (future.isCancelled()) {
                call.cancel("cancelled by the caller", failure);
            }
        });
    }

    @Override
    public void onNext(A value) {
        answer = value;
    }

    @Override
    public void onError(Throwable failure) {
        future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        if (answer == null) {
            future.completeExceptionally(Status.INTERNAL
                    .withDescription("call: completed without an answer")
                    .asRuntimeException());
        } else {
            future.complete(answer);
        }
    }
}
