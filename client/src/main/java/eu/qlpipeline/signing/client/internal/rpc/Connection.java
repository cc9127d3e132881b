package eu.qlpipeline.signing.client.internal.rpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One connection and the thread that serves it. */
final class Connection implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ManagedChannel managed;
    private final PromptChannel channel;
    private final EventLoop loop;

    Connection(ManagedChannel managed, EventLoop loop) {
        this.managed = managed;
        this.channel = new PromptChannel(managed, System::nanoTime);
        this.loop = loop;
    }

    /** What calls are made on. */
    Channel channel() {
        return channel;
    }

    /** Its thread. */
    EventLoop loop() {
        return loop;
    }

    /** Cancels calls in flight. */
    void cancel() {
        managed.shutdownNow();
    }

    /** Closes it without waiting, as its own thread must. */
    void leave() {
        cancel();
        loop.close();
    }

    /** Closes it, and waits for that. */
    @Override
    public void close() {
        cancel();
        try {
            if (!managed.awaitTermination(CLOSING.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("channel: open " + CLOSING + " after it was shut down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loop.close();
        }
    }
}
