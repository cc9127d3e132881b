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
            if (isFetch(failure.getCommandLine()) && JsonAsked.in(arguments)) {
                print(out, new FetchException(FetchExitCodes.USAGE, message.apply(failure), failure));
            }
            return report.handleParseException(failure, arguments);
        };
    }

    private static boolean isFetch(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
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
