package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.policy.CallerLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket that is one number: the moment at which it would be full again. To take one token is to move that moment; a
 * bucket is empty where it lies a whole bucket ahead. It needs no thread, no lock, and no step at which tokens are filled in.
 *
 * <p>Safe for use by several threads.
 */
final class TokenBucket {

    private static final long SECOND = 1_000_000_000L;

    private final long nanosPerToken;
    private final long nanosPerBucket;
    private final LongSupplier nanoTime;
    private final AtomicLong full;

    /**
     * @param rate how fast it fills, and how much it holds; it is full at first
     * @param nanoTime as {@link System#nanoTime}
     */
    TokenBucket(CallerLimits.Rate rate, LongSupplier nanoTime) {
        this.nanosPerToken = SECOND / rate.perSecond();
        this.nanosPerBucket = nanosPerToken * rate.burst();
        this.nanoTime = nanoTime;
        this.full = new AtomicLong(nanoTime.getAsLong());
    }

    /** Takes a token; where there is none, says how long it takes until there is one. */
    Optional<Duration> take() {
        while (true) {
            long now = nanoTime.getAsLong();
            long before = full.get();
            long after = (before - now > 0 ? before : now) + nanosPerToken;
            long tooEarly = after - now - nanosPerBucket;
            if (tooEarly > 0) {
                return Optional.of(Duration.ofNanos(tooEarly));
            }
            if (full.compareAndSet(before, after)) {
                return Optional.empty();
            }
        }
    }
}
