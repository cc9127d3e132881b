package eu.qlpipeline.signing.bench.report;

import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Reading;
import java.util.Comparator;
import java.util.List;

/**
 * The readings of one figure over all rounds.
 *
 * @param figure what was measured
 * @param readings one for each round
 */
public record Result(Figure figure, List<Reading> readings) {

    /** Copies the list, and puts it in the order of the ratios. */
    public Result {
        if (readings.isEmpty()) {
            throw new IllegalArgumentException(figure.name() + ": no readings (expected: one for each round)");
        }
        readings = readings.stream()
                .sorted(Comparator.comparingDouble(Reading::ratio))
                .toList();
    }

    /** The reading with the median ratio. */
    public Reading median() {
        return readings.get(readings.size() / 2);
    }

    /** The least ratio. */
    public double min() {
        return readings.get(0).ratio();
    }

    /** The greatest ratio. */
    public double max() {
        return readings.get(readings.size() - 1).ratio();
    }

    /** Whether the median keeps the limit. */
    public boolean holds() {
        return figure.limit().holds(median().ratio());
    }
}
