package eu.qlpipeline.signing.bench.measure;

/**
 * A limit of a ratio.
 *
 * @param value the limit; NaN where none is set
 * @param atMost whether the ratio must not be above it; otherwise it must not be below
 */
public record Limit(double value, boolean atMost) {

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

    /** Whether a limit is set. */
    public boolean isSet() {
        return !Double.isNaN(value);
    }

    /** Whether a ratio keeps the limit. */
    public boolean holds(double ratio) {
        return !isSet() || (atMost ? ratio <= value : ratio >= value);
    }

    @Override
    public String toString() {
        return isSet() ? (atMost ? "<= " : ">= ") + value : "";
    }
}
