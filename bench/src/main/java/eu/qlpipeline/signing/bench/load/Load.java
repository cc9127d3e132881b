package eu.qlpipeline.signing.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What a load generator saw.
 *
 * @param answered verified answers
 * @param late requests whose deadline passed
 * @param elapsed from the first request to the last answer
 * @param latencies of the answers, in nanoseconds
 */
public record Load(long answered, long late, Duration elapsed, Histogram latencies) {

    /** Both, one after the other. */
    public Load and(Load other) {
        Histogram both = latencies.copy();
        both.add(other.latencies);
        return new Load(answered + other.answered, late + other.late, elapsed.plus(other.elapsed), both);
    }

    /** Verified answers per second. */
    public double perSecond() {
        return answered / (elapsed.toNanos() / 1e9);
    }

    /** The latency at a percentile, in milliseconds. */
    public double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }
}
