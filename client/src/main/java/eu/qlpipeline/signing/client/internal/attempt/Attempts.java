package eu.qlpipeline.signing.client.internal.attempt;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** The attempts of one call; used by one thread after the other. */
public final class Attempts {

    private final CallTime time;
    private final long end;
    private int left;

    Attempts(CallTime time) {
        this.time = time;
        this.end = System.nanoTime() + time.deadline().toNanos();
        this.left = time.attempts();
    }

    /** How long the next attempt may take, in nanoseconds. */
    public long next() {
        left--;
        long remaining = end - System.nanoTime();
        return left == 0 ? remaining : Math.min(remaining, time.share());
    }

    /** Whether the failure of the last attempt is only that its own time was up, and there is time for another. */
    public boolean another(Throwable failure) {
        return left > 0
                && failure instanceof StatusRuntimeException status
                && status.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED
                && end - System.nanoTime() > 0;
    }
}
