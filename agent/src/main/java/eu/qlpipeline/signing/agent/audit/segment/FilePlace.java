package eu.qlpipeline.signing.agent.audit.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open, and the path under which others find it. Who moves, replaces or removes the file does not disturb
 * whoever writes to it, which therefore has to look. Immutable and safe for use by several threads.
 */
public final class FilePlace {

    private final Path path;
    /** What the file system knows the file by: its device and inode. */
    private final @Nullable Object key;

    private FilePlace(Path path, @Nullable Object key) {
        this.path = path;
        this.key = key;
    }

    /** The place of the file that is there now. */
    static FilePlace of(Path path) throws IOException {
        return new FilePlace(path, key(path));
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * Looks whether the file is still there.
     *
     * @throws MisplacedException if there is none, or another
     */
    void require() throws MisplacedException {
        Object found;
        try {
            found = key(path);
        } catch (IOException e) {
            throw new MisplacedException(path + ": not there any more (expected: the file that is written to)", e);
        }
        if (!Objects.equals(found, key)) {
            throw new MisplacedException(path + ": another file (expected: the one that is written to)", null);
        }
    }

    /** A file of the log is not where it was. */
    public static final class MisplacedException extends IOException {

        private static final long serialVersionUID = 1;

        private MisplacedException(String message, @Nullable IOException cause) {
            super(message, cause);
        }
    }
}
