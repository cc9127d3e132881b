package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audit}: what there is to do with the audit log. */
@Command(
        name = "audit",
        description = "Verify and show the audit log, and export its newest checkpoint or the receipt of a signature.")
public final class AuditCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private AuditCommand() {}

    /** The command with its verbs. */
    public static CommandLine commandLine(ConfigOptions options) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new AuditVerifyCommand(options))
                .addSubcommand(new AuditShowCommand(options))
                .addSubcommand(new AuditCheckpointCommand(options))
                .addSubcommand(new AuditReceiptCommand(options));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "audit: no verb (expected: verify, show, checkpoint or receipt)");
    }
}
