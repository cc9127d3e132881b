package eu.qlpipeline.signing.bench.measure;

import java.util.List;

/** A scenario with one figure for each of some values of a quantity, such as the requests in flight. */
public interface Curve extends Scenario {

    /** The values, ascending: one for each figure, in their order. */
    List<Integer> values();

    /** Some rounds less: what a curve shows, each of its points supports. */
    @Override
    default int rounds(Pace pace) {
        return Math.min(pace.rounds(), 3);
    }
}
