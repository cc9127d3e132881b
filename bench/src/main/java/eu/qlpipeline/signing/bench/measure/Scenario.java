package eu.qlpipeline.signing.bench.measure;

import java.util.List;

/** Something that is measured. */
public interface Scenario {

    /** What it yields. The first figure carries the scenario's name; the others are further limits of the same load. */
    List<Figure> figures();

    /** Sets up what is measured, and warms it up. */
    Running open(Stand stand) throws InterruptedException;

    /** The name under which it is chosen. */
    default String name() {
        return figures().get(0).name();
    }

    /** How many rounds it has at a pace. */
    default int rounds(Pace pace) {
        return pace.rounds();
    }

    /** A scenario that is set up. */
    interface Running extends AutoCloseable {

        /** Measures once: a reading for each figure, in their order. */
        List<Reading> measure() throws InterruptedException;

        @Override
        default void close() {}
    }
}
