package eu.qlpipeline.signing.client.internal.stream;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The connection's thread, as a stream uses it.
 *
 * @param thread ends with the connection, and forgets then what is still to be done
 */
record StreamLoop(ScheduledExecutorService thread) {

    /** Has a step done; false where the connection is closed. */
    boolean run(Runnable step) {
        try {
            thread.execute(step);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Has a step done after so many nanoseconds, unless the connection is closed before. */
    @SuppressWarnings("FutureReturnValueIgnored") // it only ever calls the stream
    void later(Runnable step, long nanos) {
        thread.schedule(step, nanos, TimeUnit.NANOSECONDS);
    }
}
