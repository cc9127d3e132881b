package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code audit checkpoint}: exports the newest checkpoint. */
@Command(
        name = "checkpoint",
        description = {
            "Write the newest checkpoint of a log to a file, to be kept where the agent's machine cannot change it.",
            "With it, audit verify finds whether the end of the log was removed."
        })
final class AuditCheckpointCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final LogOption log = new LogOption();

    @Mixin
    private final OutOption out = new OutOption();

    AuditCheckpointCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        LogDirectory directory = log.directory(options);
        SignedCheckpoint newest = newest(directory);
        out.write(CheckpointNote.encode(newest), "checkpoint-$(date +%F).txt");
        Console.of(spec)
                .note(String.format(
                        Locale.ROOT,
                        "checkpoint of %s: %d records, signed at %s",
                        newest.origin().value(),
                        newest.head().size(),
                        newest.time()));
        return ExitCode.DONE;
    }

    private static SignedCheckpoint newest(LogDirectory directory) {
        return LogOption.read(directory, log -> new CheckpointStore(log).newest())
                .orElseThrow(() -> new AgentException(
                        ReasonCode.AUDIT_BLOCKED,
                        "checkpoint: none in " + directory.path() + " (expected: 1 or more)",
                        "a running agent makes one soon after its start"));
    }
}
