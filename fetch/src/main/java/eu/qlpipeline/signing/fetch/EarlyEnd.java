package eu.qlpipeline.signing.fetch;

import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
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
            boolean fetches = failure.getCommandLine().getCommandSpec().mixins().values().stream()
                    .anyMatch(mixin -> mixin.userObject() instanceof FetchOptions);
            List<String> given = Arrays.asList(arguments);
            // Options after the one that does not parse are not set.
            boolean json = given.contains(FetchOptions.JSON) || given.contains(FetchOptions.JSON + "=true");
            if (fetches && json) {
                print(out, new FetchException(FetchExitCodes.USAGE, message.apply(failure), failure));
            }
            return report.handleParseException(failure, arguments);
        };
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
