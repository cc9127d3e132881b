package eu.qlpipeline.signing.agent.signing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the token takes for a signature, as measured: a moving average over the last dozen or so. Safe for use by several
 * threads.
 */
final class SigningPace {

    private static final int WEIGHT = 8;
    private static final long WAY_BACK = Duration.ofMillis(20).toNanos();

    private final int threads;
    private final AtomicLong averageNanos = new AtomicLong();

    /** A pace not measured yet, of that many threads. */
    SigningPace(int threads) {
        this.threads = threads;
    }

    /** Takes one signature's time into the average. */
    void measured(long nanos) {
        averageNanos.updateAndGet(average -> average == 0 ? nanos : average + (nanos - average) / WEIGHT);
    }

    /** What one signature takes, in nanoseconds; 0 where nothing was measured yet. */
    long signature() {
        return averageNanos.get();
    }

    /**
     * How long a request that comes now has to be ready to wait, in nanoseconds; 0 where nothing was measured yet. Where others
     * come first, half as much again as they should take and up to 20 milliseconds for the way back, which is longer on a busy
     * machine: what is admitted at the edge of its deadline is signed for nobody.
     *
     * @param ahead how many signatures are to be made before it
     */
    long estimate(int ahead) {
        long own = averageNanos.get();
        long before = own * (ahead / threads);
        return own + before + before / 2 + Math.min(before, WAY_BACK);
    }
}
