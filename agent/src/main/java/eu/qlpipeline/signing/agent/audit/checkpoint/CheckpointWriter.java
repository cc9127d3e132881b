package eu.qlpipeline.signing.agent.audit.checkpoint;

import eu.qlpipeline.signing.agent.audit.segment.ContinuedException;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes the checkpoints beside a log, as long as the lock on it is in its place.
 *
 * <p>Not safe for use by several threads.
 */
public final class CheckpointWriter {

    private static final System.Logger LOG = System.getLogger(CheckpointWriter.class.getName());

    private final LogDirectory directory;
    private final LogLock lock;
    private final CheckpointStore store;

    /**
     * For the checkpoints beside that log.
     *
     * @param lock that on the log
     */
    public CheckpointWriter(LogDirectory directory, LogLock lock) {
        this.directory = directory;
        this.lock = lock;
        this.store = new CheckpointStore(directory);
    }

    /**
     * Cuts a checkpoint that an agent did not write to its end, where an agent writes, and ends one that lacks its last newline
     * alone: its signature is whole. The log says so. Of the newest file only the end is read, so what is wrong before its last
     * whole checkpoint is not seen here, but by whoever verifies the log.
     *
     * @throws DamageException if what follows the last whole checkpoint is not the beginning of one, or there is none where
     *     it has to be
     */
    public void repair() throws IOException, DamageException {
        lock.requireInPlace();
        Optional<Path> newest = store.newestFile();
        if (newest.isPresent()) {
            Path file = newest.get();
            long whole =
                    CheckpointStore.last(file).map(CheckpointStore.Entry::end).orElse(0L);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                end(file, channel, whole);
            }
        }
    }

    /** Has the file end in so many bytes, the last of them a newline. */
    private static void end(Path file, FileChannel channel, long whole) throws IOException {
        long found = channel.size();
        if (found > whole) {
            channel.truncate(whole).force(true);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "audit: {0}: {1} bytes after the last whole checkpoint cut",
                    file,
                    found - whole);
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        if (whole > 0 && (channel.read(last, whole - 1) < 1 || last.get(0) != '\n')) {
            channel.write(last.put(0, (byte) '\n').rewind(), whole - 1);
            channel.force(true);
            LOG.log(System.Logger.Level.WARNING, "audit: {0}: the newline of the last checkpoint added", file);
        }
    }

    /**
     * Puts a checkpoint beside the newest segment; returns when it is durable. What fails leaves nothing behind.
     *
     * @throws ContinuedException if there is one of more records
     */
    public void append(SignedCheckpoint checkpoint) throws IOException {
        lock.requireInPlace();
        SegmentName newest = directory
                .newest()
                .orElseThrow(() ->
                        new IOException(directory.path() + ": no log there any more (expected: the one to be signed)"));
        store.requireNoneBeyond(checkpoint.head().size());
        Path file = store.path(newest);
        boolean fresh = !Files.exists(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long end = channel.size();
            channel.position(end);
            try {
                SegmentFile.writeFully(channel, ByteBuffer.wrap(CheckpointNote.encode(checkpoint)));
                channel.force(true);
            } catch (IOException e) {
                channel.truncate(end);
                throw e;
            }
        }
        if (fresh) {
            directory.sync();
        }
    }
}
