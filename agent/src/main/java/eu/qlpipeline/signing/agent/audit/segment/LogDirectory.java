package eu.qlpipeline.signing.agent.audit.segment;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The directory of one log.
 *
 * @param path the directory
 */
public record LogDirectory(Path path) {

    /** What a disk has to have room for before anything is cut, and before records are taken in again where it was full; in bytes. */
    public static final int ROOM = 1 << 16;

    /** What the name of a file ends in that is not finished. */
    static final String DRAFT = ".draft";

    private static final String LOCK = "lock";

    /**
     * Makes the directory where there is none, and locks it until the lock is closed. One above it is not made: it is missing where
     * its name is mistyped or nothing is mounted there, and a new log would begin beside the old one.
     *
     * @throws AgentException (CONFIGURATION) if another agent has it, or it cannot be used
     */
    public LogLock lock() {
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new NotDirectoryException(path.toString());
            }
            if (!Files.isDirectory(path)) {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return LogLock.take(path.resolve(LOCK))
                    .orElseThrow(() -> new AgentException(
                            ReasonCode.CONFIGURATION,
                            "audit.directory: " + path + " is in use by another agent (expected: by none)",
                            "stop the other agent, or set another audit.directory"));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Why the log cannot be opened, with the file at fault where the system names it. */
    public AgentException unwritable(IOException e) {
        return FileProblem.unwritable("audit.directory", FileProblem.named(e).orElse(path), e);
    }

    /**
     * Looks whether an agent that opens the log may write to those of its files that there are, also to such as it opens later, and
     * may make others.
     *
     * @throws AgentException (CONFIGURATION) if it may not
     */
    public void requireWritable() throws IOException {
        if (!Files.isWritable(path)) {
            throw unwritable(path, "a directory");
        }
        for (Path file : written()) {
            if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
                throw unwritable(file, "a file");
            }
        }
    }

    private static AgentException unwritable(Path file, String expected) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                "audit.directory: " + file + ": cannot be written (expected: " + expected + " of the agent's)",
                "see whose it is, and who may do what: ls -ld " + file);
    }

    /** The lock, the newest segment and its checkpoints, where there is something, be it a link that leads nowhere. */
    private List<Path> written() throws IOException {
        List<String> names = new ArrayList<>(List.of(LOCK));
        newest().ifPresent(newest -> names.addAll(List.of(newest.file(), newest.checkpoints())));
        return names.stream()
                .map(path::resolve)
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .toList();
    }

    /** The segments, in the order of their records. */
    public List<SegmentName> segments() throws IOException {
        return names(SegmentName::parse);
    }

    /** The last of them; empty where there is none. */
    public Optional<SegmentName> newest() throws IOException {
        return segments().stream().reduce((earlier, later) -> later);
    }

    /** Those that there are checkpoints of, in the same order: also such as are not there any more. */
    public List<SegmentName> checkpoints() throws IOException {
        return names(SegmentName::parseCheckpoints);
    }

    private List<SegmentName> names(Function<String, Optional<SegmentName>> form) throws IOException {
        List<SegmentName> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                form.apply(String.valueOf(file.getFileName())).ifPresent(names::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(names);
        return names;
    }

    /** Removes what an agent that was killed left unfinished. */
    public void removeDrafts() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(path, "*" + DRAFT)) {
            for (Path draft : drafts) {
                Files.delete(draft);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Looks whether the disk has room for what is to be recorded, by writing as much to a file that is removed again.
     *
     * @throws IOException if it has not
     */
    public void requireRoom() throws IOException {
        Path draft = path.resolve("room" + DRAFT);
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            SegmentFile.writeFully(channel, ByteBuffer.allocate(ROOM));
            channel.force(true);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Makes the names of new files durable. */
    public void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
