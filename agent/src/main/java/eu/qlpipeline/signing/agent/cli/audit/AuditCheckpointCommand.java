package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import eu.qlpipeline.signing.fetch.console.NewFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "A file that is not there yet.")
    @SuppressWarnings("NullAway.Init") // required
    private Path out;

    AuditCheckpointCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        LogDirectory directory = log.directory(options);
        SignedCheckpoint newest = newest(directory);
        byte[] note = CheckpointNote.encode(newest);
        try {
            NewFile.write(out, stream -> stream.write(note));
        } catch (FileAlreadyExistsException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "--out: " + out + " is there already (expected: no file; none is replaced)",
                    e,
                    "name another, as with: --out checkpoint-$(date +%F).txt");
        } catch (IOException e) {
            throw FileProblem.unwritable("--out", out, e);
        }
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
        try {
            return new CheckpointStore(directory)
                    .newest()
                    .orElseThrow(() -> new AgentException(
                            ReasonCode.AUDIT_BLOCKED,
                            "checkpoint: none in " + directory.path() + " (expected: 1 or more)",
                            "a running agent makes one soon after its start"));
        } catch (IOException e) {
            throw LogOption.unreadable(directory, e);
        } catch (DamageException e) {
            throw LogOption.damaged(e);
        }
    }
}
