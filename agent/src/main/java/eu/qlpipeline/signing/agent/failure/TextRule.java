package eu.qlpipeline.signing.agent.failure;

import java.util.regex.Pattern;

/**
 * What a text has to look like. Settings check themselves with it, and the documentation prints it.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class TextRule {

    private static final int ECHO_LENGTH = 64;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\P{C}]|\\p{Zl}|\\p{Zp}");

    private final Pattern pattern;
    private final String description;
    private final boolean echoed;

    private TextRule(String regex, String description, boolean echoed) {
        this.pattern = Pattern.compile(regex);
        this.description = description;
        this.echoed = echoed;
    }

    /**
     * A rule whose message repeats the text that breaks it.
     *
     * @param regex what the whole text has to match
     * @param description the same for people, for example {@code 1 to 64 printable characters}
     */
    public static TextRule of(String regex, String description) {
        return new TextRule(regex, description, true);
    }

    /** As {@link #of}, for places where somebody may have written a secret: the message does not repeat the text. */
    public static TextRule unechoed(String regex, String description) {
        return new TextRule(regex, description, false);
    }

    /** Whether the text obeys the rule. */
    public boolean fits(String text) {
        return pattern.matcher(text).matches();
    }

    /**
     * Returns the text if it obeys the rule.
     *
     * @param what the name of the setting, for the message
     * @throws AgentException {@link ReasonCode#CONFIGURATION} otherwise
     */
    public String require(String what, String text) {
        if (!fits(text)) {
            String found = echoed ? printable(text) : "not usable";
            throw new AgentException(
                    ReasonCode.CONFIGURATION, what + ": " + found + " (expected: " + description + ")");
        }
        return text;
    }

    /**
     * A text from outside as it may stand in a message: on one line, without control characters, at most 64 characters,
     * {@code ''} where it is empty.
     */
    public static String printable(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        String head = text.length() > ECHO_LENGTH ? text.substring(0, ECHO_LENGTH) + "..." : text;
        return UNPRINTABLE.matcher(head).replaceAll("?");
    }

    /** The rule for people. */
    @Override
    public String toString() {
        return description;
    }
}
