package eu.qlpipeline.signing.agent.rpc;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Deadlines of calls on the scale of {@link System#nanoTime}. */
final class Deadlines {

    /** No request waits longer, whatever its caller says, so that nothing waits for ever. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

    private Deadlines() {}

    /** When the caller of the call in the current context stops waiting for what it asks now. */
    static long ofCall() {
        Deadline deadline = Context.current().getDeadline();
        long remaining = deadline == null ? LONGEST_NANOS : deadline.timeRemaining(TimeUnit.NANOSECONDS);
        return System.nanoTime() + Math.min(remaining, LONGEST_NANOS);
    }
}
