package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.fetch.console.ManifestVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line without a verb, which only says that one is missing. */
@Command(
        name = "signing-agent",
        description = "Sign challenges with a key that never leaves its HSM.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = SigningAgentCommand.Version.class,
        synopsisSubcommandLabel = "VERB",
        footer = {
            "",
            "Exit codes: 0 done; 1 refused, or a check failed; 2 usage or configuration, or standard output cannot be written;",
            "3 token not reachable, or it hangs, or fetch: it fails;",
            "4 fetch: web server not reachable; 5 serve: the HSM's library is dead in this process, start it again;",
            "143 serve: ended by SIGTERM, 130 by SIGINT; its last line says what the last checkpoint covers."
        })
final class SigningAgentCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no verb (expected: one of those in --help)");
    }

    /** The version, from the manifest of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return ManifestVersion.lines("signing-agent", SigningAgentCommand.class);
        }
    }
}
