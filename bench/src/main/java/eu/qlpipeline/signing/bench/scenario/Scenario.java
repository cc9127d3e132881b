package eu.qlpipeline.signing.bench.scenario;

/** Something that is measured, under a fixed name. */
public interface Scenario {

    /** The fixed name. */
    String name();

    /** What the ratio is, in a few words. */
    String meaning();

    /** The unit of the value. */
    String unit();

    /** The limit of the ratio. */
    Limit limit();

    /** Measures once. */
    Measurement measure(Round round) throws InterruptedException;

    /**
     * A limit.
     *
     * @param value the limit; NaN where none is set
     * @param atMost whether the ratio must not be above it; otherwise it must not be below
     */
    record Limit(double value, boolean atMost) {

        /** No limit is set. */
        public static final Limit NONE = new Limit(Double.NaN, false);

        /** The ratio must reach that. */
        public static Limit atLeast(double value) {
            return new Limit(value, false);
        }

        /** The ratio must not exceed that. */
        public static Limit atMost(double value) {
            return new Limit(value, true);
        }

        /** Whether a ratio keeps the limit. */
        public boolean holds(double ratio) {
            return Double.isNaN(value) || (atMost ? ratio <= value : ratio >= value);
        }

        @Override
        public String toString() {
            return Double.isNaN(value) ? "" : (atMost ? "<= " : ">= ") + value;
        }
    }
}
