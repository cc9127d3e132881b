package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that an auditor brings along. */
final class AuditFiles {

    /** In bytes; the longest checkpoint has some 1500. A longer file is none, and is not read to its end. */
    private static final int LONGEST = 1 << 13;

    private AuditFiles() {}

    /** The checkpoint in a file. */
    static CheckpointStore.Entry checkpoint(Path file) {
        try {
            return new CheckpointStore.Entry(file.toString(), 0, CheckpointNote.decode(read("checkpoint", file)));
        } catch (IllegalArgumentException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "checkpoint: " + file + " holds none: " + e.getMessage(),
                    e,
                    "export one with: signing-agent audit checkpoint --out FILE");
        }
    }

    private static byte[] read(String what, Path file) {
        try (InputStream source = Files.newInputStream(file)) {
            return source.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw FileProblem.unreadable(what, file, e);
        }
    }
}
