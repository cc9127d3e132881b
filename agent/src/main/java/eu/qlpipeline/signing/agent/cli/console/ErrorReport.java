package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.fetch.EarlyEnd;
import eu.qlpipeline.signing.fetch.console.JsonAsked;
import eu.qlpipeline.signing.fetch.console.TerminalText;
import eu.qlpipeline.signing.fetch.console.UsageHelp;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Says on the standard error what failed, in one line for each problem, and what the operator can do; with {@code --json} in one
 * object on the standard output as well.
 */
public final class ErrorReport
        implements IExecutionExceptionHandler, IParameterExceptionHandler, IExitCodeExceptionMapper {

    private final ConfigOptions options;

    public ErrorReport(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        AgentException known = helped(known(failure), command);
        var console = new Console(command.getOut(), err);
        if (JsonOption.isGiven(command)) {
            console.json(JsonOption.failure(known));
        }
        console.problem(known);
        if (options.debug()) {
            TerminalText.printTrace(failure, err);
        }
        err.flush();
        return getExitCode(failure);
    }

    /** An argument that cannot be used may say no more than what was expected; the help says the rest. */
    private static AgentException helped(AgentException known, CommandLine command) {
        return known.reason() == ReasonCode.CONFIGURATION && known.hints().isEmpty()
                ? known.hinting(UsageHelp.of(command))
                : known;
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
        List<String> hints = new ArrayList<>();
        if (failure.getCause() instanceof AgentException cause) {
            hints.addAll(cause.hints());
        }
        hints.addAll(UsageHelp.of(command));
        var console = new Console(command.getOut(), command.getErr());
        if (JsonAsked.in(arguments) && !EarlyEnd.isFetch(command, arguments)) {
            console.json(JsonOption.failure("USAGE", UsageMessage.of(failure), hints));
        }
        console.note("signing-agent: " + UsageMessage.of(failure));
        hints.forEach(hint -> console.note("hint: " + hint));
        return ExitCode.USAGE;
    }

    @Override
    public int getExitCode(Throwable failure) {
        return failure instanceof AgentException known ? ExitCode.of(known.reason()) : ExitCode.REFUSED;
    }
}
