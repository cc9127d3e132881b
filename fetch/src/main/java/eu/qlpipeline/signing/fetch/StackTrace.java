package eu.qlpipeline.signing.fetch;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The stack trace of a failure as it is printed: what others wrote, in its messages, steers no terminal. */
public final class StackTrace {

    private StackTrace() {}

    /** Prints it. */
    public static void print(Throwable failure, PrintWriter err) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        trace.toString()
                .lines()
                .map(line -> line.replaceAll("[\\p{C}&&[^\t]]+", "?"))
                .forEach(err::println);
    }
}
