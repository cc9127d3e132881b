package eu.qlpipeline.signing.client.internal.cli;

import eu.qlpipeline.signing.client.internal.cli.argument.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** A directory that nobody named and that lies where the program was started, which may be anybody's. */
final class FoundDirectory {

    private static final long ROOT = 0;
    private static final int STICKY = 01000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    private static final String NOT_NAMED = "trust store in the working directory, not named by --trust-store: ";

    private final long user;

    /** @param user the id of the user who is trusted beside root */
    FoundDirectory(long user) {
        this.user = user;
    }

    /**
     * Returns the directory, if nobody but root and this user may change it; where it is not there yet, that in which it would lie.
     *
     * @throws UsageException otherwise
     */
    static Path trusted(Path directory) {
        boolean owned = directory.getFileSystem().supportedFileAttributeViews().contains("unix");
        if (owned) {
            var found = new FoundDirectory(ProcessUser.id());
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                found.require(directory, directory);
            }
            found.require(directory, directory.resolveSibling("."));
        }
        return directory;
    }

    /** Holds the directory, or that in which it lies, against the rule. */
    void require(Path directory, Path place) {
        try {
            Map<String, Object> link = Files.readAttributes(place, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            Map<String, Object> itself = Files.readAttributes(place, "unix:uid,gid,mode");
            long owner = id(itself, "uid");
            long group = id(itself, "gid");
            long mode = id(itself, "mode");
            if (!mine(id(link, "uid")) || !mine(owner)) {
                throw refused(directory, place + " belongs to another user (expected: to this one, or to root)");
            }
            boolean groupWrites = (mode & GROUP_WRITES) != 0 && group != owner && group != ROOT;
            boolean sticky = (mode & STICKY) != 0 && !place.equals(directory);
            if (!sticky && (groupWrites || (mode & OTHERS_WRITE) != 0)) {
                String what =
                        place + " can be written by others (expected: by its owner and the owner's own group alone)";
                throw place.equals(directory) ? open(what, directory) : refused(directory, what);
            }
        } catch (IOException e) {
            throw refused(directory, place + " cannot be looked at (expected: a directory)");
        }
    }

    private boolean mine(long owner) {
        return owner == user || owner == ROOT;
    }

    /** The kernel's ids are unsigned. */
    private static long id(Map<String, Object> attributes, String name) throws IOException {
        if (attributes.get(name) instanceof Integer value) {
            return Integer.toUnsignedLong(value);
        }
        throw new IOException("no attribute " + name);
    }

    private static UsageException refused(Path directory, String what) {
        return new UsageException(
                NOT_NAMED + what, null, "if you trust what is in it, name it: --trust-store " + directory);
    }

    /** Of one that is open itself, also by its name nothing is taken. */
    private static UsageException open(String what, Path directory) {
        return new UsageException(NOT_NAMED + what, null, "if you trust what is in it: chmod -R go-w " + directory);
    }
}
