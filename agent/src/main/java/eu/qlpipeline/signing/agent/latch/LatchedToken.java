package eu.qlpipeline.signing.agent.latch;

import java.util.Optional;

/**
 * The token whose PIN a latch is about, as the file names it.
 *
 * @param label the token's label
 * @param serial its serial number, since several tokens may have one label; empty where there is none, or none is known
 */
public record LatchedToken(String label, Optional<String> serial) {

    /** Takes what a line of the file can hold. */
    public LatchedToken {
        label = line(label);
        serial = serial.filter(number -> !number.isBlank()).map(LatchedToken::line);
    }

    /** The token that says this of itself. */
    public LatchedToken(String label, String serial) {
        this(label, Optional.of(serial));
    }

    /** Whether what is remembered of this one is about that one, too. */
    boolean is(LatchedToken other) {
        return isNamesakeOf(other) && (serial.isEmpty() || serial.equals(other.serial));
    }

    /** Whether that one has the same label. */
    boolean isNamesakeOf(LatchedToken other) {
        return label.equals(other.label);
    }

    /** The token in messages. */
    public String summary() {
        return label + serial.map(number -> " serial " + number).orElse("");
    }

    /** The text without what would not stay on its line. */
    static String line(String text) {
        return text.isBlank() ? "?" : text.replaceAll("\\p{C}", "?");
    }
}
