package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on the standard error what failed, in one line for each problem, and what the operator can do. */
public final class ErrorReport
        implements IExecutionExceptionHandler, IParameterExceptionHandler, IExitCodeExceptionMapper {

    private final ConfigOptions options;

    public ErrorReport(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof AgentException known) {
            new Console(command.getOut(), err).problem(known);
        } else {
            // Without the message: it is not known what a stranger's exception quotes.
            err.println("signing-agent: " + failure.getClass().getName() + " (a defect of this program)");
            err.println("hint: run it again with --debug, and report what it prints");
        }
        if (options.debug()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return getExitCode(failure);
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("signing-agent: " + message(failure));
        err.println("hint: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** What is said of arguments that do not parse, on one line. */
    public static String message(ParameterException failure) {
        // What does not fit anywhere is not repeated: it may be the end of a mistyped secret.
        return failure instanceof UnmatchedArgumentException
                ? "unknown verb, option or argument"
                : String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public int getExitCode(Throwable failure) {
        return failure instanceof AgentException known ? ExitCode.of(known.reason()) : ExitCode.REFUSED;
    }
}
