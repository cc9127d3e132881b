package eu.qlpipeline.signing.fetch.console;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Text of others as it is printed for people: without control characters, which could steer a terminal or pretend a line of ours. */
public final class TerminalText {

    private TerminalText() {}

    /** The text, on one line. */
    public static String printable(String text) {
        return text.replaceAll("\\p{C}+", "?");
    }

    /** The text, on as many lines as it has newlines for: those of a text of our own, in which nobody else's is on more than one. */
    public static String printableLines(String text) {
        return text.replaceAll("[\\p{C}&&[^\n]]+", "?");
    }

    /** Prints the stack trace of a failure, whose messages may be of others. */
    public static void printTrace(Throwable failure, PrintWriter err) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        trace.toString()
                .lines()
                .map(line -> line.replaceAll("[\\p{C}&&[^\t]]+", "?"))
                .forEach(err::println);
    }
}
