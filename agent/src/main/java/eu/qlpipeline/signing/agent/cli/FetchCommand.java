package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.app.TlsLogin;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.ErrorReport;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.telemetry.Logging;
import eu.qlpipeline.signing.agent.tls.TokenTlsProvider;
import eu.qlpipeline.signing.fetch.FetchOptions;
import eu.qlpipeline.signing.fetch.FetchReport;
import eu.qlpipeline.signing.fetch.FetchRun;
import eu.qlpipeline.signing.fetch.http.FetchException;
import java.io.OutputStream;
import java.security.Security;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code fetch}: a GET with mutual TLS by the key in the token, without an agent that serves. */
@Command(
        name = "fetch",
        description = {
            "Get URLs over TLS 1.3, logging in with the key in the token. No agent needs to serve.",
            "Each new connection takes one signature, or none where a session resumes."
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes of fetch:%n",
        exitCodeList = {
            "0:every answer came, with a status below 400",
            "1:a status of 400 or more, or TLS or the key was refused; the line on stderr says by whom",
            "2:usage or configuration",
            "3:the token cannot be reached, or fails",
            "4:the server cannot be reached, or gives no whole answer in time"
        })
final class FetchCommand implements Callable<Integer> {

    private static final String PROGRAM = "signing-agent";

    private final ConfigOptions options;
    private final OutputStream out;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Mixin
    private final FetchOptions fetch = new FetchOptions();

    /** @param out where bodies and JSON go */
    FetchCommand(ConfigOptions options, OutputStream out) {
        this.options = options;
        this.out = out;
    }

    @Override
    public Integer call() {
        var run = new FetchRun(PROGRAM, fetch, out, spec.commandLine().getErr());
        try (TlsLogin login = logIn()) {
            return run.execute(new TokenFetchKey(login.key()));
        } catch (RuntimeException e) {
            AgentException known = ErrorReport.known(e);
            int exitCode = ExitCode.ofFetch(known.reason());
            run.withoutKey(new FetchException(exitCode, String.valueOf(known.getMessage()), e));
            new ErrorReport(options)
                    .handleExecutionException(
                            e, spec.commandLine(), spec.commandLine().getParseResult());
            return exitCode;
        } catch (FetchException e) {
            var report = new FetchReport(PROGRAM, options::debug);
            return report.handleExecutionException(
                    e, spec.commandLine(), spec.commandLine().getParseResult());
        }
    }

    private TlsLogin logIn() {
        AgentSettings settings = options.load().settings();
        Logging.configure(settings.log().quiet());
        Security.addProvider(new TokenTlsProvider()); // last, and for this verb alone
        return TlsLogin.open(settings, Clock.systemUTC());
    }
}
