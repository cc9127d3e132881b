package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.app.AgentAssembly;
import eu.qlpipeline.signing.agent.cli.console.AwaitedAction;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.ErrorReport;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.Hangup;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import eu.qlpipeline.signing.agent.telemetry.LogFormat;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code serve}: proves the key, and serves until it is told to stop. */
@Command(
        name = "serve",
        description = {
            "Prove the key (attributes, certificate, self-test), then serve gRPC over TLS 1.3.",
            "Ends, and says why, where a person has to act; waits for an HSM that is not there yet.",
            "SIGTERM drains what is in flight."
        },
        footer = {
            "",
            "Exit codes: 1 refused; 2 usage or configuration; 3 token not reachable;",
            "5 the HSM's library is dead in this process, start it again;",
            "143 ended by SIGTERM, 130 by SIGINT; the last line says what the last checkpoint covers."
        })
final class ServeCommand implements Callable<Integer> {

    private static final System.Logger LOG = System.getLogger(ServeCommand.class.getName());

    private final ConfigOptions options;

    ServeCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws InterruptedException {
        // Until somebody takes it SIGHUP ends the process, with a login under way.
        var reload = new AwaitedAction();
        Hangup.onEach(reload);
        ConfigLoader.Loaded loaded = options.configure();
        LOG.log(
                System.Logger.Level.INFO,
                "{0}, configuration: {1}",
                new SigningAgentCommand.Version().getVersion()[0],
                loaded.file()
                        .map(file -> file.toAbsolutePath().toString())
                        .orElse("no file, --set and environment alone"));
        try {
            serve(loaded.settings(), reload);
            return ExitCode.DONE;
        } catch (RuntimeException e) {
            if (loaded.settings().log().format() == LogFormat.TEXT) {
                throw e;
            }
            return logged(e);
        } catch (Error e) {
            if (loaded.settings().log().format() == LogFormat.TEXT) {
                throw e;
            }
            log(SigningAgentMain.lastWords(e), e);
            // The orderly way out may need the memory or the threads that there are none of.
            Runtime.getRuntime().halt(ExitCode.REFUSED);
            throw e;
        }
    }

    private static void serve(AgentSettings settings, AwaitedAction reload) throws InterruptedException {
        try (AgentAssembly agent = AgentAssembly.start(settings, Clock.systemUTC(), ServeCommand::halt)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(agent), "drain"));
            reload.become(agent::reload);
            LOG.log(
                    System.Logger.Level.INFO,
                    "serving on {0}",
                    ServerSettings.hostAndPort(settings.server().address(), agent.port()));
            agent.awaitTermination();
        }
    }

    /** For machines, the reason is a line like all others; people are told it as by every verb. */
    private int logged(RuntimeException failure) {
        AgentException known = ErrorReport.known(failure);
        log(known.withHints(), failure);
        return ExitCode.of(known.reason());
    }

    private void log(String reason, Throwable failure) {
        if (options.debug()) {
            LOG.log(System.Logger.Level.ERROR, reason, failure);
        } else {
            LOG.log(System.Logger.Level.ERROR, reason);
        }
    }

    private static void drain(AgentAssembly agent) {
        LOG.log(System.Logger.Level.INFO, "stopping");
        agent.close();
        LOG.log(System.Logger.Level.INFO, "stopped; {0}", agent.recorded());
    }

    /** Without the orderly way out, which would wait for a library that does not answer. */
    private static void halt(AgentException why) {
        LOG.log(System.Logger.Level.ERROR, "{0}; ending, to be started again", why.getMessage());
        System.err.flush();
        Runtime.getRuntime().halt(ExitCode.RESTART);
    }
}
