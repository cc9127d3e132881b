package eu.qlpipeline.signing.agent.failure;

/**
 * The whole numbers a setting may take, both ends included. Settings check themselves with it, and the documentation
 * prints it.
 *
 * @param min the least
 * @param max the greatest
 */
public record IntRange(int min, int max) {

    /** @throws IllegalArgumentException if the range is empty */
    public IntRange {
        if (min > max) {
            throw new IllegalArgumentException("range: " + min + ".." + max + " (expected: ascending)");
        }
    }

    /**
     * Returns the value if it lies in the range.
     *
     * @param what the name of the setting, for the message
     * @throws AgentException {@link ReasonCode#CONFIGURATION} otherwise
     */
    public int require(String what, int value) {
        if (value < min || value > max) {
            throw new AgentException(ReasonCode.CONFIGURATION, what + ": " + value + " (expected: " + this + ")");
        }
        return value;
    }

    /** For example {@code 1..65535}. */
    @Override
    public String toString() {
        return min + ".." + max;
    }
}
