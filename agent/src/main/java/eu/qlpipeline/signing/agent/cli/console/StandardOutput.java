package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Standard output as a writer that also knows what has become of the stream behind it. */
public final class StandardOutput extends PrintWriter {

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

    /** Runs the verb; it is not done before all that it printed is written. A writer keeps to itself that it could not. */
    public static int execute(ParseResult arguments) {
        int code = new RunLast().execute(arguments);
        CommandLine command = arguments.commandSpec().commandLine();
        if (command.getOut().checkError()) {
            var failure = new AgentException(
                    ReasonCode.CONFIGURATION,
                    "standard output: cannot be written (expected: all of it)",
                    "look at where it goes: a full disk, or a pipe that is closed");
            throw new ExecutionException(command, failure.getMessage(), failure);
        }
        return code;
    }
}
