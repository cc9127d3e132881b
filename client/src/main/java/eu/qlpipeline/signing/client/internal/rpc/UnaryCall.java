package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One unary call, as a future that cancels the call when it is cancelled. It makes do without gRPC's stubs, which give each
 * refusal the stack trace of a network thread: that costs more than all else of a refusal, and an overloaded agent refuses much.
 */
final class UnaryCall<A> extends ClientCall.Listener<A> {

    private final CompletableFuture<A> future = new CompletableFuture<>();
    private @Nullable A answer;

    private UnaryCall() {}

    /**
     * Asks, and returns at once. The future fails with a {@link StatusRuntimeException} where there is no answer, or a refusal.
     *
     * @param nanos how long the call may take
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only carries a cancellation on
    static <Q, A> CompletableFuture<A> start(Channel channel, MethodDescriptor<Q, A> method, Q question, long nanos) {
        ClientCall<Q, A> call =
                channel.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
        var listener = new UnaryCall<A>();
        listener.future.whenComplete((ignored, failure) -> {
            if (listener.future.isCancelled()) {
                call.cancel("cancelled by the caller", failure);
            }
        });
        call.start(listener, new Metadata());
        try {
            // Two, so that a second answer, which there must not be, is seen.
            call.request(2);
            call.sendMessage(question);
            call.halfClose();
        } catch (RuntimeException e) {
            call.cancel("not sent", e);
            throw e;
        }
        return listener.future;
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
            future.completeExceptionally(new Failed(status, trailers));
        } else if (answer == null) {
            future.completeExceptionally(
                    new Failed(Status.INTERNAL.withDescription("call: completed without an answer"), trailers));
        } else {
            future.complete(answer);
        }
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
