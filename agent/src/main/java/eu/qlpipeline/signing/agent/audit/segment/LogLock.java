package eu.qlpipeline.signing.agent.audit.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lock on the directory of a log, which lets no other agent write there. Safe for use by several threads. */
public final class LogLock implements Closeable {

    private static final System.Logger LOG = System.getLogger(LogLock.class.getName());

    private final Path path;
    private volatile Held held;

    private record Held(FileLock lock, FilePlace place) {

        void release() throws IOException {
            // Closing the lock alone would leave the channel open.
            lock.acquiredBy().close();
        }
    }

    private LogLock(Path path, Held held) {
        this.path = path;
        this.held = held;
    }

    /** The lock that was taken on the file of that path. */
    static LogLock of(FileLock lock, Path path) throws IOException {
        return new LogLock(path, new Held(lock, FilePlace.of(path)));
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
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return;
        }
        Held before = held;
        held = new Held(lock, FilePlace.of(path));
        before.release();
        LOG.log(System.Logger.Level.WARNING, "audit: {0} was removed; locked anew", path);
    }

    @Override
    public synchronized void close() throws IOException {
        held.release();
    }
}
