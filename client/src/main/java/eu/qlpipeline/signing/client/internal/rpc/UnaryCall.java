package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One unary call, as a future that cancels the call when it is cancelled. It makes do without gRPC's stubs for two reasons. They
 * begin a call on the thread of who asks, which wakes the network's thread for each of its steps, and sends it in two pieces;
 * here it begins on the network's thread, which is woken once. And they give each refusal the stack trace of a network
 * thread: that costs more than all else of a refusal, and an overloaded agent refuses much.
 */
final class UnaryCall<Q, A> extends ClientCall.Listener<A> {

    private final CompletableFuture<A> future = new CompletableFuture<>();
    private final ClientCall<Q, A> call;
    private @Nullable A answer;

    private UnaryCall(ClientCall<Q, A> call) {
        this.call = call;
    }

    /**
     * Asks, and returns at once. The future fails with a {@link StatusRuntimeException} where there is no answer, or a refusal.
     *
     * @param nanos how long the call may take
     */
    static <Q, A> CompletableFuture<A> start(
            Connection connection, MethodDescriptor<Q, A> method, Q question, long nanos) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS);
        var unary = new UnaryCall<Q, A>(connection.channel().newCall(method, options));
        try {
            connection.loop().run(() -> unary.begin(question));
        } catch (RejectedExecutionException closed) {
            unary.fail(Status.UNAVAILABLE.withDescription("connection: closed"), new Metadata());
        }
        return unary.future;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only carries a cancellation on
    private void begin(Q question) {
        if (future.isDone()) {
            return;
        }
        try {
            call.start(this, new Metadata());
            // Two, so that a second answer, which there must not be, is seen.
            call.request(2);
            call.sendMessage(question);
            call.halfClose();
        } catch (RuntimeException e) {
            call.cancel("not sent", e);
            future.completeExceptionally(e);
        }
        future.whenComplete((ignored, failure) -> {
            if (future.isCancelled()) {
                call.cancel("cancelled by the caller", failure);
            }
        });
    }

    @Override
    public void onMessage(A message) {
        if (answer != null) {
            throw Status.INTERNAL
                    .withDescription("call: answered twice (expected: one answer)")
                    .asRuntimeException();
        }
        answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        if (!status.isOk()) {
            fail(status, trailers);
        } else if (answer == null) {
            fail(Status.INTERNAL.withDescription("call: completed without an answer"), trailers);
        } else {
            future.complete(answer);
        }
    }

    private void fail(Status status, Metadata trailers) {
        future.completeExceptionally(new Failed(status, trailers));
    }

    /** Without a stack trace. */
    private static final class Failed extends StatusRuntimeException {

        private static final long serialVersionUID = 1L;

        Failed(Status status, Metadata trailers) {
            super(status, trailers);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
