package eu.qlpipeline.signing.bench.report;

import eu.qlpipeline.signing.bench.measure.Scenario;
import java.util.List;

/**
 * What came of one scenario.
 *
 * @param scenario what was measured
 * @param results one for each of its figures
 */
public record Outcome(Scenario scenario, List<Result> results) {

    /** Copies the list. */
    public Outcome {
        results = List.copyOf(results);
    }
}
