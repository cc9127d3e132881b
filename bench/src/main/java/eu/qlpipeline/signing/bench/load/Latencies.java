package eu.qlpipeline.signing.bench.load;

/**
 * Percentiles of a latency, in milliseconds; 0 where there is none.
 *
 * @param p50 the median
 * @param p99 the 99th percentile
 * @param p999 the 99.9th percentile
 */
public record Latencies(double p50, double p99, double p999) {

    /** Nothing has a latency. */
    public static final Latencies NONE = new Latencies(0, 0, 0);

    /** Those of a load. */
    public static Latencies of(Load load) {
        return new Latencies(load.millis(50), load.millis(99), load.millis(99.9));
    }

    /** The means of these and others. */
    public Latencies mean(Latencies other) {
        return new Latencies((p50 + other.p50) / 2, (p99 + other.p99) / 2, (p999 + other.p999) / 2);
    }
}
