package eu.qlpipeline.signing.bench.measure;

import eu.qlpipeline.signing.bench.load.Latencies;
import eu.qlpipeline.signing.bench.load.Load;

/**
 * What was measured of one figure in one round.
 *
 * @param ratio what the figure's limit is about
 * @param value the absolute figure
 * @param latencies of the load
 */
public record Reading(double ratio, double value, Latencies latencies) {

    /** A reading without latencies. */
    public static Reading of(double ratio, double value) {
        return new Reading(ratio, value, Latencies.NONE);
    }

    /** A reading of a load. */
    public static Reading of(double ratio, double value, Load load) {
        return new Reading(ratio, value, Latencies.of(load));
    }
}
