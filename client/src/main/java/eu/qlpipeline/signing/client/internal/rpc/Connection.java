package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One connection and the thread that serves it.
 *
 * @param channel what calls are made on
 * @param loop its thread
 */
record Connection(ManagedChannel channel, EventLoop loop) implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(5);

    /** Cancels calls in flight. */
    void cancel() {
        channel.shutdownNow();
    }

    @Override
    public void close() {
        cancel();
        try {
            if (!channel.awaitTermination(CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("channel: open " + CLOSING + " after it was shut down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loop.close();
        }
    }
}
