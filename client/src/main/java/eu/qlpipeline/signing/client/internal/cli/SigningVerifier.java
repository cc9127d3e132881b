package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.internal.cli.failure.FailureReport;
import eu.qlpipeline.signing.client.internal.cli.receipt.ReceiptCommand;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.fetch.console.ManifestVersion;
import eu.qlpipeline.signing.fetch.console.PathConverter;
import eu.qlpipeline.signing.fetch.console.StandardOutput;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The program: options of every verb, and what the verbs share. */
@Command(
        name = "signing-verifier",
        description = "Verifies that a signing agent has the key of a trusted certificate.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = SigningVerifier.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:verified, or done",
            "1:rejected; the line on stderr says why",
            "2:usage: an argument or a file that it names cannot be used, or standard output cannot be written",
            "3:the agent cannot be reached, or cannot answer now"
        })
final class SigningVerifier {

    private static final String TRUST_VARIABLE = "SIGNING_VERIFIER_TRUST";
    private static final String TRUST_DEFAULT = "trusted-certificates";

    private final Map<String, String> environment;
    private final Clock clock;

    @Option(
            names = "--trust-store",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            converter = PathConverter.class,
            description = "The trusted certificates. Default: $" + TRUST_VARIABLE + ", else ./" + TRUST_DEFAULT + ".")
    private @Nullable Path trustStore;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure after its line.")
    private boolean debug;

    private SigningVerifier(Map<String, String> environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    /**
     * The whole command line.
     *
     * @param environment the variables to go by
     * @param clock tells whether a certificate is valid, and when an answer came that came just now
     */
    static CommandLine commandLine(Map<String, String> environment, Clock clock) {
        var program = new SigningVerifier(environment, clock);
        var failures = new FailureReport(program::debug);
        var trust = new CommandLine(new TrustCommand())
                .addSubcommand(new TrustAddCommand(program))
                .addSubcommand(new TrustListCommand(program))
                .addSubcommand(new TrustRemoveCommand(program));
        return new CommandLine(program)
                .addSubcommand(trust)
                .addSubcommand(new VerifyCommand(program))
                .addSubcommand(new CheckCommand(program))
                .addSubcommand(ReceiptCommand.commandLine(program::trustStore, clock))
                .addSubcommand(new GenerateCompletion())
                .setExpandAtFiles(false)
                .setExecutionStrategy(
                        StandardOutput.written((message, hint) -> new UsageException(message, null, hint)))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(VerdictOptions.verdictBefore(failures));
    }

    /** The trust store by option, environment or default; the last only where nobody else may have put it there. */
    TrustStore trustStore() {
        Path directory = Optional.ofNullable(trustStore)
                .or(() -> Optional.ofNullable(environment.get(TRUST_VARIABLE))
                        .filter(value -> !value.isEmpty())
                        .map(SigningVerifier::named))
                .orElseGet(() -> FoundDirectory.trusted(Path.of(TRUST_DEFAULT)));
        return TrustStore.at(directory);
    }

    private static Path named(String directory) {
        try {
            return PathConverter.path(directory);
        } catch (TypeConversionException e) {
            throw new UsageException(
                    TRUST_VARIABLE + ": " + e.getMessage(),
                    e,
                    "set " + TRUST_VARIABLE + " to a directory, or name one with --trust-store DIR");
        }
    }

    Clock clock() {
        return clock;
    }

    private boolean debug() {
        return debug;
    }

    /** The version, from the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return ManifestVersion.lines("signing-verifier", SigningVerifier.class);
        }
    }
}
