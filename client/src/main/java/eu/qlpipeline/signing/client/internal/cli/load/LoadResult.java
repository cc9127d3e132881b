package eu.qlpipeline.signing.client.internal.cli.load;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What came of many challenges.
 *
 * @param accepted how many answers passed all checks
 * @param reasons how many failed, by reason
 * @param elapsed from the first challenge to the last answer
 * @param latency microseconds from challenge to verdict, of the accepted ones
 * @param worst the first failure of the gravest kind
 */
public record LoadResult(
        long accepted, Map<String, Long> reasons, Duration elapsed, Histogram latency, Optional<Exception> worst) {

    /** How many failed. */
    public long failed() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Accepted answers in a second. */
    public long perSecond() {
        return Math.round(accepted / Math.max(1e-9, elapsed.toNanos() / 1e9));
    }

    /** The latency in milliseconds that this share of the answers kept within. */
    public double latencyMillis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1000.0;
    }
}
