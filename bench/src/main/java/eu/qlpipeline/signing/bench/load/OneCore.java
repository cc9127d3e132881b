package eu.qlpipeline.signing.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Does the same again and again on the thread that asks for it. */
public final class OneCore {

    private OneCore() {}

    /** Runs the work for that time. */
    public static Load run(Work work, Duration duration) {
        Histogram latencies = new Histogram(3);
        long start = System.nanoTime();
        long now = start;
        while (now - start < duration.toNanos()) {
            work.run();
            long end = System.nanoTime();
            latencies.recordValue(end - now);
            now = end;
        }
        return new Load(latencies.getTotalCount(), 0, Duration.ofNanos(now - start), latencies);
    }

    /** Some work. */
    @FunctionalInterface
    public interface Work {

        /** Does it. */
        void run();
    }
}
