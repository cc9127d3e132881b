package eu.qlpipeline.signing.agent.signing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long the token takes for a signature, as measured: a moving average over the last dozen or so. Safe for use by several
 * threads.
 */
final class SigningPace {

    private static final int WEIGHT = 8;

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

    /**
     * How long a request that comes now will take at least, in nanoseconds; 0 where nothing was measured yet.
     *
     * @param ahead how many signatures are to be made before it
     */
    long estimate(int ahead) {
        return averageNanos.get() * (ahead / threads + 1);
    }
}
