package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.audit.opening.LogEnd;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Looks whether the audit log can be opened and written, and changes nothing. */
final class AuditInspection {

    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ);

    private final AuditSettings settings;

    /** An inspection of the log of those settings. */
    AuditInspection(AuditSettings settings) {
        this.settings = settings;
    }

    /**
     * What was found, in one line.
     *
     * @throws AgentException (CONFIGURATION) if the agent could not serve with it, or others can read or change it
     */
    String inspect() {
        Path path = settings.directory();
        try {
            Path existing = existing(path.toAbsolutePath());
            if (!Files.isDirectory(existing)) {
                throw unusable(existing + ": cannot be written (expected: a directory of the agent's)");
            }
            requireWritable(existing);
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < settings.segmentBytes()) {
                throw unusable(path + ": " + free + " bytes free (expected: " + settings.segmentBytes()
                        + ", room for one file)");
            }
            return existing.equals(path.toAbsolutePath())
                    ? path + ", " + log(path) + ", " + free + " bytes free"
                    : path + ", to be made by serve, " + free + " bytes free";
        } catch (DamageException e) {
            throw unusable(path + ": " + e.describe());
        } catch (IOException e) {
            throw unusable(path + " cannot be read: " + e);
        }
    }

    /** Tells a disk that is read-only to this process from a directory that is another user's. */
    private static void requireWritable(Path directory) {
        try {
            directory.getFileSystem().provider().checkAccess(directory, AccessMode.WRITE);
        } catch (IOException e) {
            throw FileProblem.unwritable("audit.directory", directory, e);
        }
    }

    /** The directory itself, or that in which the agent makes it. */
    private static Path existing(Path path) {
        Path above = path.getParent();
        return Files.exists(path) || above == null ? path : above;
    }

    private static String log(Path path) throws IOException, DamageException {
        if (Files.getPosixFilePermissions(path).stream().anyMatch(FOR_OTHERS::contains)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "audit.directory: " + path
                            + ": open to others (expected: to its owner, and to its group for reading)",
                    "chmod 700 " + path);
        }
        var directory = new LogDirectory(path);
        directory.requireWritable();
        return LogEnd.read(directory).map(end -> end.records() + " records").orElse("no log yet");
    }

    private static AgentException unusable(String what) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                "audit.directory: " + what,
                "check the disk, the directory, its owner and its mode, or set another audit.directory",
                "see all that is wrong with a log with: signing-agent audit verify");
    }
}
