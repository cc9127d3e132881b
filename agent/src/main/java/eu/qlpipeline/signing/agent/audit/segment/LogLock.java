package eu.qlpipeline.signing.agent.audit.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;

/** The lock on the directory of a log, which lets no other agent write there. Safe for use by several threads. */
public final class LogLock implements Closeable {

    private final FileLock lock;
    private final FilePlace place;

    private LogLock(FileLock lock, FilePlace place) {
        this.lock = lock;
        this.place = place;
    }

    /** The lock that was taken on the file of that path. */
    static LogLock of(FileLock lock, Path path) throws IOException {
        return new LogLock(lock, FilePlace.of(path));
    }

    /**
     * Looks whether other agents would meet this lock.
     *
     * @throws FilePlace.MisplacedException if its file, or the directory, was moved, replaced or removed
     */
    public void requireInPlace() throws FilePlace.MisplacedException {
        place.require();
    }

    @Override
    public void close() throws IOException {
        // Closing the lock alone would leave the channel open.
        lock.acquiredBy().close();
    }
}
