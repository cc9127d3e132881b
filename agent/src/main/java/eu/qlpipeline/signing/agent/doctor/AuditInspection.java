package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.audit.opening.LogEnd;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.ShellWord;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The doctor's check of the audit log: whether it can be opened and written, for how long, and by whom. It changes nothing. */
final class AuditInspection {

    private static final String CHECK = "audit log";

    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_READ);

    private final AuditSettings settings;

    /** An inspection of the log of those settings. */
    AuditInspection(AuditSettings settings) {
        this.settings = settings;
    }

    DoctorFinding examine() {
        Path path = settings.directory();
        try {
            return finding(path);
        } catch (AgentException e) {
            return DoctorFinding.failed(CHECK, e);
        } catch (DamageException e) {
            return DoctorFinding.failed(CHECK, unusable(path + ": " + e.describe()));
        } catch (IOException e) {
            return DoctorFinding.failed(CHECK, unusable(path + " cannot be read: " + e));
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

    private DoctorFinding finding(Path path) throws IOException, DamageException {
        Path existing = existing(path.toAbsolutePath());
        if (!Files.isDirectory(existing)) {
            throw unusable(existing + ": cannot be written (expected: a directory of the agent's)");
        }
        requireWritable(existing);
        boolean there = existing.equals(path.toAbsolutePath());
        String found = there ? log(path) : "to be made by serve";
        long free = Files.getFileStore(existing).getUsableSpace();
        if (free < LogDirectory.ROOM) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    little(path, free, LogDirectory.ROOM + ", or nothing is signed"),
                    hintsForRoom(existing));
        }
        List<String> flaws = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        if (free < settings.segmentBytes()) {
            flaws.add(little(path, free, settings.segmentBytes() + ", room for one file"));
            hints.addAll(List.of(hintsForRoom(existing)));
        }
        if (there && Files.getPosixFilePermissions(path).stream().anyMatch(FOR_OTHERS::contains)) {
            flaws.add("audit.directory: " + path
                    + ": open to others (expected: to its owner, and to its group for reading)");
            hints.add("chmod 700 " + ShellWord.of(path.toString()));
        }
        return flaws.isEmpty()
                ? DoctorFinding.ok(CHECK, path + ", " + found + ", " + free + " bytes free")
                : DoctorFinding.warning(CHECK, String.join("; ", flaws), hints.toArray(String[]::new));
    }

    private static String little(Path path, long free, String expected) {
        return "audit.directory: " + path + ": " + free + " bytes free (expected: " + expected + ")";
    }

    private static String[] hintsForRoom(Path directory) {
        return new String[] {
            "see what is free with: df -h " + ShellWord.of(directory.toString()),
            "what may be moved away, and how: docs/audit.md#growth-and-backup"
        };
    }

    /** The directory itself, or that in which the agent makes it. */
    private static Path existing(Path path) {
        Path above = path.getParent();
        return Files.exists(path) || above == null ? path : above;
    }

    private static String log(Path path) throws IOException, DamageException {
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
