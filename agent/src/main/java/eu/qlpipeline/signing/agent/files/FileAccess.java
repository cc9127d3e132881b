package eu.qlpipeline.signing.agent.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who owns a file, and who may do what with it.
 *
 * @param owner the id of its user
 * @param group the id of its group
 * @param mode its type and permissions, as the kernel has them
 */
public record FileAccess(long owner, long group, int mode) {

    /** The id of the user root, and of its group. */
    static final long ROOT = 0;

    private static final int STICKY_DIRECTORY = 0041000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /** That of a file, or of what a link leads to; empty on a file system that has no owners and modes. */
    public static Optional<FileAccess> of(Path path, LinkOption... options) throws IOException {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid,gid", options);
            return Optional.of(new FileAccess(
                    id(attributes, "uid"), id(attributes, "gid"), Math.toIntExact(id(attributes, "mode"))));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The kernel's ids are unsigned. */
    private static long id(Map<String, Object> attributes, String name) {
        if (attributes.get(name) instanceof Integer value) {
            return Integer.toUnsignedLong(value);
        }
        throw new UnsupportedOperationException("no attribute " + name);
    }

    /** Whether everybody may write it. */
    boolean othersWrite() {
        return (mode & OTHERS_WRITE) != 0;
    }

    /** Whether a group may write it that is more than its owner: many systems give each user a group of the same id. */
    boolean groupWrites() {
        return (mode & GROUP_WRITES) != 0 && group != owner && group != ROOT;
    }

    /** Whether it is a directory, such as that for temporary files, in which nobody may replace what is another's. */
    boolean sticky() {
        return (mode & STICKY_DIRECTORY) == STICKY_DIRECTORY;
    }
}
