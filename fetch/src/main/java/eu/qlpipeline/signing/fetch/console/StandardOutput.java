package eu.qlpipeline.signing.fetch.console;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.RunLast;

/** Standard output of a program as a writer that also knows what has become of the stream behind it. */
public final class StandardOutput extends PrintWriter {

    /** What can be done where it cannot be written. */
    public static final String HINT = "look at where it goes: a full disk, or a pipe that is closed";

    private final PrintStream stream;

    /**
     * @param writer writes to the stream, in the encoding of the console
     * @param stream the stream
     */
    public StandardOutput(PrintWriter writer, PrintStream stream) {
        super(writer, true);
        this.stream = stream;
    }

    @Override
    public boolean checkError() {
        return super.checkError() || stream.checkError();
    }

    /**
     * Runs the verb; it is not done before all that it printed is written. A writer keeps to itself that it could not.
     *
     * @param failure makes of a message and a hint what the program reports
     */
    public static IExecutionStrategy written(BiFunction<String, String, Exception> failure) {
        return arguments -> {
            int code = new RunLast().execute(arguments);
            CommandLine command = arguments.commandSpec().commandLine();
            if (command.getOut().checkError()) {
                String message = "standard output: cannot be written (expected: all of it)";
                throw new ExecutionException(command, message, failure.apply(message, HINT));
            }
            return code;
        };
    }
}
