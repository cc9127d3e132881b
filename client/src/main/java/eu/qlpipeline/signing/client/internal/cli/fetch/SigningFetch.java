package eu.qlpipeline.signing.client.internal.cli.fetch;

import eu.qlpipeline.signing.client.AgentClient;
import eu.qlpipeline.signing.client.internal.cli.argument.AgentOptions;
import eu.qlpipeline.signing.client.internal.cli.argument.CertificateConverter;
import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import eu.qlpipeline.signing.client.jca.RemotePrivateKey;
import eu.qlpipeline.signing.fetch.EarlyEnd;
import eu.qlpipeline.signing.fetch.FetchOptions;
import eu.qlpipeline.signing.fetch.FetchReport;
import eu.qlpipeline.signing.fetch.FetchRun;
import eu.qlpipeline.signing.fetch.console.FailureLines;
import eu.qlpipeline.signing.fetch.console.ManifestVersion;
import eu.qlpipeline.signing.fetch.console.StandardOutput;
import eu.qlpipeline.signing.fetch.console.UsageHelp;
import eu.qlpipeline.signing.fetch.http.FetchException;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.io.OutputStream;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
        name = SigningFetch.NAME,
        description = {
            "Gets URLs over TLS 1.3, logging in with the key behind a signing agent.",
            "The key never leaves its token; each new connection takes one signature, or none where a session resumes."
        },
        mixinStandardHelpOptions = true,
        versionProvider = SigningFetch.Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every answer came, with a status below 400",
            "1:a status of 400 or more, or TLS or the signature was refused; the line on stderr says by whom",
            "2:usage: an argument or a file that it names cannot be used, or standard output cannot be written",
            "3:the agent cannot be reached, or cannot answer now",
            "4:the server cannot be reached, or gives no whole answer in time"
        })
@SuppressWarnings("NullAway.Init") // set by picocli
final class SigningFetch implements Callable<Integer> {

    static final String NAME = "signing-fetch";

    private static final String SIGNING_CERTIFICATE = "--signing-certificate";

    private final OutputStream out;

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentOptions agent;

    @Option(
            names = SIGNING_CERTIFICATE,
            paramLabel = "PEM",
            required = true,
            converter = CertificateConverter.class,
            description = "The certificate to log in with, ql-pipeline.crt; the agent has its key.")
    private X509Certificate signingCertificate;

    @Mixin
    private FetchOptions options;

    @Option(names = "--debug", description = "Print the stack trace of a failure after its line.")
    private boolean debug;

    private SigningFetch(OutputStream out) {
        this.out = out;
    }

    /**
     * The command line. A {@link eu.qlpipeline.signing.client.jca.RemoteKeyProvider} must be registered when it runs.
     *
     * @param out where bodies and JSON go
     */
    static CommandLine commandLine(OutputStream out) {
        var program = new SigningFetch(out);
        var failures = new FetchReport(NAME, () -> program.debug);
        return new CommandLine(program)
                .setExpandAtFiles(false)
                .setExecutionStrategy(StandardOutput.written(
                        (message, hint) -> new FetchException(FetchExitCodes.USAGE, message, null, hint)))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(EarlyEnd.objectBefore(failures, UsageHelp::message, out));
    }

    @Override
    public Integer call() throws FetchException {
        var run = new FetchRun(NAME, options, out, spec.commandLine().getErr());
        try (AgentClient client = agent.connectWithin(options.maxTime())) {
            return run.execute(new AgentKey(RemotePrivateKey.of(client, signingCertificate)));
        } catch (UsageException e) {
            throw run.withoutKey(new FetchException(
                    FetchExitCodes.USAGE,
                    String.valueOf(e.getMessage()),
                    e,
                    e.hints().toArray(String[]::new)));
        } catch (InvalidKeyException e) {
            throw run.withoutKey(
                    new FetchException(FetchExitCodes.USAGE, signingCertificateFile() + ": " + e.getMessage(), e));
        } catch (RuntimeException e) {
            run.withoutKey(new FetchException(FetchExitCodes.REFUSED, FailureLines.defect(e), e));
            throw e;
        }
    }

    private String signingCertificateFile() {
        return spec.commandLine()
                .getParseResult()
                .matchedOption(SIGNING_CERTIFICATE)
                .originalStringValues()
                .get(0);
    }

    /** The version, from the manifest of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return ManifestVersion.lines(NAME, SigningFetch.class);
        }
    }
}
