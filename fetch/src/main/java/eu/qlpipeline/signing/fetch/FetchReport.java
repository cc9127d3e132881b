package eu.qlpipeline.signing.fetch;

import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Prints a failure as one line and its hints on standard error, and tells the exit code. */
public final class FetchReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final Pattern PLACE = Pattern.compile("positional parameter at index [0-9.*]+ \\(([^()]+)\\)");

    private final String program;
    private final BooleanSupplier debug;

    /**
     * @param program the name that the line begins with
     * @param debug whether the stack trace follows
     */
    public FetchReport(String program, BooleanSupplier debug) {
        this.program = program;
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        if (failure instanceof FetchException known) {
            boolean unhelped =
                    known.exitCode() == FetchExitCodes.USAGE && known.hints().isEmpty();
            print(
                    command.getErr(),
                    String.valueOf(known.getMessage()),
                    unhelped ? help(command) : known.hints(),
                    known);
            return known.exitCode();
        }
        print(
                command.getErr(),
                defect(failure),
                List.of("run it again with --debug and report the stack trace"),
                failure);
        return FetchExitCodes.REFUSED;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        print(command.getErr(), message(failure), help(command), failure);
        return FetchExitCodes.USAGE;
    }

    /** The hint where no other is known: the help of the verb that was called. */
    public static List<String> help(CommandLine command) {
        return List.of(command.getCommandSpec().qualifiedName() + " --help");
    }

    /** What is said of a defect. */
    public static String defect(Exception failure) {
        return "defect: " + failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** What is said of arguments that do not parse: of one without an option, by its name and not by its place. */
    public static String message(ParameterException failure) {
        return PLACE.matcher(String.valueOf(failure.getMessage())).replaceFirst("$1");
    }

    private void print(PrintWriter err, String text, List<String> hints, Exception failure) {
        err.println(program + ": " + VerboseText.printable(text));
        hints.forEach(hint -> err.println("hint: " + hint));
        if (debug.getAsBoolean()) {
            StackTrace.print(failure, err);
        }
        err.flush();
    }
}
