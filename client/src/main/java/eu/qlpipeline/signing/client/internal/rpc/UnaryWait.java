package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One unary call that is waited for. */
final class UnaryWait {

    /** For gRPC, which watches the deadline itself, to say so; it cannot where its thread is held up by a caller's code. */
    private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private UnaryWait() {}

    /**
     * Asks, and waits for the answer.
     *
     * @param nanos how long the call may take
     * @throws StatusRuntimeException if there is no answer, or a refusal; CANCELLED where the thread was interrupted, which it
     *     still is then
     * @throws IllegalStateException on the connection's own thread, which would wait for itself
     */
    static <Q, A> A ask(Connection connection, MethodDescriptor<Q, A> method, Q question, long nanos) {
        if (connection.loop().isCurrent()) {
            throw new IllegalStateException("agent: a call that waits, on the network thread that reads its answer"
                    + " (expected: an asynchronous one, or another thread)");
        }
        CompletableFuture<A> answer = UnaryCall.start(connection, method, question, nanos);
        try {
            return answer.get(nanos + SLACK_NANOS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw Status.DEADLINE_EXCEEDED.withCause(e).asRuntimeException();
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw Status.CANCELLED
                    .withDescription("call: interrupted")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }
}
