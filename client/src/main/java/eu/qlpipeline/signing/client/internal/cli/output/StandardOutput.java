package eu.qlpipeline.signing.client.internal.cli.output;

import java.io.PrintWriter;
import java.util.function.BiFunction;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.RunLast;

/** The writer that a program has anyway, which also knows what has become of the stream behind it. */
public final class StandardOutput extends PrintWriter {

    /** @param out writes to {@link System#out} */
    public StandardOutput(PrintWriter out) {
        super(out, true);
    }

    @Override
    public boolean checkError() {
        return super.checkError() || System.out.checkError();
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
                throw new ExecutionException(
                        command,
                        message,
                        failure.apply(message, "look at where it goes: a full disk, or a pipe that is closed"));
            }
            return code;
        };
    }
}
