package eu.qlpipeline.signing.agent.rpc;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Deadlines of calls on the scale of {@link System#nanoTime}. */
final class Deadlines {

    /** A caller that sets no deadline gets this one, so that nothing waits for ever. */
    private static final Duration DEFAULT = Duration.ofSeconds(30);

    private Deadlines() {}

    static long nanos(@Nullable Deadline deadline) {
        long remaining = deadline == null ? DEFAULT.toNanos() : deadline.timeRemaining(TimeUnit.NANOSECONDS);
        return System.nanoTime() + Math.min(remaining, DEFAULT.toNanos());
    }
}
