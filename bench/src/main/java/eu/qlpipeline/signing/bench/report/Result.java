package eu.qlpipeline.signing.bench.report;

import eu.qlpipeline.signing.bench.scenario.Measurement;
import eu.qlpipeline.signing.bench.scenario.Scenario;
import java.util.Comparator;
import java.util.List;

/**
 * The measurements of one scenario over all rounds.
 *
 * @param scenario the scenario
 * @param measurements one for each round
 */
public record Result(Scenario scenario, List<Measurement> measurements) {

    /** Copies the list, and puts it in the order of the ratios. */
    public Result {
        measurements = measurements.stream()
                .sorted(Comparator.comparingDouble(Measurement::ratio))
                .toList();
    }

    /** The measurement with the median ratio. */
    public Measurement median() {
        return measurements.get(measurements.size() / 2);
    }

    /** The least ratio. */
    public double min() {
        return measurements.get(0).ratio();
    }

    /** The greatest ratio. */
    public double max() {
        return measurements.get(measurements.size() - 1).ratio();
    }

    /** Whether the median keeps the limit. */
    public boolean holds() {
        return scenario.limit().holds(median().ratio());
    }
}
