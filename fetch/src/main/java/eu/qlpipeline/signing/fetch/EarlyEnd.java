package eu.qlpipeline.signing.fetch;

import eu.qlpipeline.signing.fetch.console.JsonAsked;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** The object of {@code --json} where a fetch ends before it has a key. */
public final class EarlyEnd {

    private EarlyEnd() {}

    /**
     * Prints the object also where the arguments of a fetch do not parse, before the failure is reported.
     *
     * @param report what reports the failure
     * @param message what it says of it
     * @param out where the object goes
     */
    public static IParameterExceptionHandler objectBefore(
            IParameterExceptionHandler report, Function<ParameterException, String> message, OutputStream out) {
        return (failure, arguments) -> {
            if (JsonAsked.in(arguments) && isFetch(failure.getCommandLine(), arguments)) {
                print(out, new FetchException(FetchExitCodes.USAGE, message.apply(failure), failure));
            }
            return report.handleParseException(failure, arguments);
        };
    }

    /** Whether arguments that do not parse are those of a fetch, or of one below that they name: an option before a verb fails above it. */
    public static boolean isFetch(CommandLine command, String[] arguments) {
        CommandLine verb = command;
        for (String argument : arguments) {
            verb = verb.getSubcommands().getOrDefault(argument, verb);
        }
        return verb.getCommandSpec().mixins().values().stream()
                .anyMatch(mixin -> mixin.userObject() instanceof FetchOptions);
    }

    static void print(OutputStream out, FetchException failure) {
        var report = new JsonReport();
        report.failed(failure);
        try {
            report.write(out, 0);
        } catch (IOException e) {
            // The failure itself is reported on standard error, which says more than that nobody reads this.
            failure.addSuppressed(e);
        }
    }
}
