package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.load.Load;

/**
 * One measurement of a scenario in one round.
 *
 * @param ratio the figure that the scenario's limit is about
 * @param value the absolute figure
 * @param p50Millis median latency, or 0 where there is none
 * @param p99Millis 99th percentile, or 0
 * @param p999Millis 99.9th percentile, or 0
 */
public record Measurement(double ratio, double value, double p50Millis, double p99Millis, double p999Millis) {

    /** A measurement without latencies. */
    public static Measurement of(double ratio, double value) {
        return new Measurement(ratio, value, 0, 0, 0);
    }

    /** A measurement with the latencies of a load. */
    public static Measurement of(double ratio, double value, Load load) {
        return new Measurement(ratio, value, load.millis(50), load.millis(99), load.millis(99.9));
    }
}
