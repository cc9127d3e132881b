package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
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
        new Console(command.getOut(), err).problem(known(failure));
        if (options.debug()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return getExitCode(failure);
    }

    /** What can be said of a failure, of a defect as well. */
    public static AgentException known(Exception failure) {
        if (failure instanceof AgentException known) {
            return known;
        }
        // Without the message: it is not known what a stranger's exception quotes.
        return new AgentException(
                ReasonCode.INTERNAL,
                failure.getClass().getName() + " (a defect of this program)",
                failure,
                "run it again with --debug, and report what it prints");
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
