package eu.qlpipeline.signing.client.internal.cli.load;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What came of many challenges.
 *
 * @param count how many were asked for; an agent that is not there, or a signal, ends a run before
 * @param accepted how many answers passed all checks
 * @param failed those that did not
 * @param elapsed from the first challenge to the last answer
 * @param latency microseconds from challenge to verdict, of the accepted ones
 */
public record LoadResult(long count, long accepted, Failed failed, Duration elapsed, Histogram latency) {

    /** Whether every single one was accepted. */
    public boolean isVerified() {
        return accepted == count;
    }

    /** Accepted answers in a second. */
    public long perSecond() {
        return Math.round(accepted / Math.max(1e-9, elapsed.toNanos() / 1e9));
    }

    /** The latency in milliseconds that this share of the answers kept within. */
    public double latencyMillis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1000.0;
    }

    /**
     * Those that failed.
     *
     * @param reasons how many, by reason
     * @param worst the first one of the gravest kind
     */
    public record Failed(Map<String, Long> reasons, Optional<Exception> worst) {}
}
