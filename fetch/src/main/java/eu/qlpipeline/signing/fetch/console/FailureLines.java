package eu.qlpipeline.signing.fetch.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A failure on standard error: one line, and one for each hint.
 *
 * @param program the name that the line begins with
 * @param debug whether the stack trace follows
 */
public record FailureLines(String program, BooleanSupplier debug) {

    /** What can be done about a defect. */
    public static final List<String> HINTS_OF_DEFECT = List.of("run it again with --debug and report the stack trace");

    /** What is said of a defect. */
    public static String defect(Exception failure) {
        return "defect: " + failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** Prints them. */
    public void print(PrintWriter err, String text, List<String> hints, Exception failure) {
        err.println(program + ": " + TerminalText.printable(text));
        hints.forEach(hint -> err.println("hint: " + hint));
        if (debug.getAsBoolean()) {
            TerminalText.printTrace(failure, err);
        }
        err.flush();
    }
}
