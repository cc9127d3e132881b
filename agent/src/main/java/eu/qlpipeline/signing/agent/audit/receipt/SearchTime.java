package eu.qlpipeline.signing.agent.audit.receipt;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How long the log is read for one caller: {@link #AT_ONCE} after a pause, and then one part in {@value #SHARE} of the time. What
 * counts is the time and not the number of searches, since one may cost a thousand times another. Where none is left a caller is
 * refused before anything is read; what is already being looked for is finished, and counts.
 *
 * <p>Safe for use by several threads.
 */
final class SearchTime {

    /** How much there is at the most. */
    static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static final int SHARE = 4;
    private static final long BUCKET_NANOS = AT_ONCE.toNanos() * SHARE;

    private final LongSupplier nanoTime;

    /** By caller, the moment at which it would have all its time again; none for those that have it. */
    private final Map<String, Long> whole = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    SearchTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Returns normally if the caller has time left.
     *
     * @throws AgentException (RATE_LIMITED) with the time until it has
     */
    void requireLeft(String caller) {
        long now = nanoTime.getAsLong();
        long tooEarly = whole.getOrDefault(caller, now) - now - BUCKET_NANOS;
        if (tooEarly >= 0) {
            throw AgentException.refusal(
                    ReasonCode.RATE_LIMITED,
                    "receipt: the log was read for this caller for " + AT_ONCE.toSeconds()
                            + " s already (expected: less, and after that no more than one second in " + SHARE + ")",
                    Duration.ofNanos(tooEarly).plusMillis(1));
        }
    }

    /** Counts that the log was read for the caller for so many nanoseconds, until now. */
    void took(String caller, long nanos) {
        long now = nanoTime.getAsLong();
        whole.merge(caller, now + nanos * SHARE, (known, fresh) -> fresh + Math.max(known - now, 0));
        whole.values().removeIf(moment -> moment - now <= 0);
    }
}
