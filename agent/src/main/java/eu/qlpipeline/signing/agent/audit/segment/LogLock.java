package eu.qlpipeline.signing.agent.audit.segment;

import eu.qlpipeline.signing.agent.files.RegularFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The lock on the directory of a log, which lets no other agent write there. Safe for use by several threads. */
public final class LogLock implements Closeable {

    private static final System.Logger LOG = System.getLogger(LogLock.class.getName());

    private final Path path;
    private volatile Held held;

    private record Held(FileLock lock, FilePlace place) {

        /** Locks the file of that path by a channel to it; empty, and the channel closed, where somebody else has it. */
        static Optional<Held> take(Path path, FileChannel channel) throws IOException {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return Optional.of(new Held(lock, FilePlace.of(path)));
                }
            } catch (OverlappingFileLockException e) {
                // Another log of this very process has it.
            }
            channel.close();
            return Optional.empty();
        }

        void release() throws IOException {
            // Closing the lock alone would leave the channel open.
            lock.acquiredBy().close();
        }
    }

    private LogLock(Path path, Held held) {
        this.path = path;
        this.held = held;
    }

    /** Takes the lock by the file of that path, which is made where there is none; empty where somebody else has it. */
    static Optional<LogLock> take(Path path) throws IOException {
        RegularFile.requireIfThere(path);
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return Held.take(path, channel).map(held -> new LogLock(path, held));
    }

    /**
     * Looks whether other agents would meet this lock.
     *
     * @throws FilePlace.MisplacedException if its file, or the directory, was moved, replaced or removed
     */
    public void requireInPlace() throws FilePlace.MisplacedException {
        held.place.require();
    }

    /**
     * Takes the lock anew where its file was removed. Where there is a file, it may be another agent's, and nothing changes; the same if
     * another agent is faster. For a directory that is known to be this log's.
     */
    public synchronized void restore() throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        Optional<Held> taken = Held.take(path, channel);
        if (taken.isEmpty()) {
            return;
        }
        Held before = held;
        held = taken.get();
        before.release();
        LOG.log(System.Logger.Level.WARNING, "audit: {0} was removed; locked anew", path);
    }

    @Override
    public synchronized void close() throws IOException {
        held.release();
    }
}
