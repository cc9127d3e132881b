package eu.qlpipeline.signing.fetch;

import eu.qlpipeline.signing.fetch.console.FailureLines;
import eu.qlpipeline.signing.fetch.console.UsageHelp;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Prints a failure as one line and its hints on standard error, and tells the exit code. */
public final class FetchReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final FailureLines lines;

    /**
     * @param program the name that the line begins with
     * @param debug whether the stack trace follows
     */
    public FetchReport(String program, BooleanSupplier debug) {
        lines = new FailureLines(program, debug);
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        if (failure instanceof FetchException known) {
            boolean unhelped =
                    known.exitCode() == FetchExitCodes.USAGE && known.hints().isEmpty();
            lines.print(
                    command.getErr(),
                    String.valueOf(known.getMessage()),
                    unhelped ? UsageHelp.of(command) : known.hints(),
                    known);
            return known.exitCode();
        }
        lines.print(command.getErr(), FailureLines.defect(failure), FailureLines.HINTS_OF_DEFECT, failure);
        return FetchExitCodes.REFUSED;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        lines.print(command.getErr(), UsageHelp.message(failure), UsageHelp.of(command), failure);
        return FetchExitCodes.USAGE;
    }
}
