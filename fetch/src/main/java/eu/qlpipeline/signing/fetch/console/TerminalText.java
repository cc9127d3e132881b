package eu.qlpipeline.signing.fetch.console;

/** Text of others as it is printed for people. */
public final class TerminalText {

    private TerminalText() {}

    /** The text without control characters, which could steer a terminal or pretend a line of ours. */
    public static String printable(String text) {
        return text.replaceAll("\\p{C}+", "?");
    }
}
