package eu.qlpipeline.signing.agent.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Writes files as a whole: a reader finds the old content or the new one. Whose a file is and who may read it depends neither on
 * who writes it nor on a umask: what root writes is read by an agent that is another user.
 */
public final class WholeFile {

    private static final int PERMISSIONS = 0777;
    private static final int READ_BY_ALL = 0444;
    private static final int NEW = 0644;
    private static final int MOST_LINKS = 40;

    private WholeFile() {}

    /**
     * Writes a file where there is none. Everybody may read it; it belongs to the user and group of its directory, where this
     * user may give it to them.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one, which is left alone
     */
    public static void create(Path file, String text) throws IOException {
        Path directory = directory(file);
        Path written = written(file, text);
        try {
            give(written, FileAccess.of(directory), NEW);
            Files.createLink(file, written);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /**
     * Where a file is, or is to be, that may be replaced as a whole: a link is followed. To rename over a device or a pipe would
     * destroy it.
     *
     * @throws FileSystemException if there is something that is no regular file
     */
    public static Path target(Path file) throws IOException {
        Path at = file;
        for (int links = 0; Files.isSymbolicLink(at) && !Files.exists(at); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            at = at.resolveSibling(Files.readSymbolicLink(at));
        }
        if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
            return at;
        }
        if (!Files.isRegularFile(at)) {
            throw new FileSystemException(
                    file.toString(), null, "it is there and no regular file (expected: a file, or a link to one)");
        }
        return at.toRealPath();
    }

    /**
     * Writes a file where there is none, in its place from the first byte on.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is anything, which is left alone
     */
    public static void createInPlace(Path file, byte[] content) throws IOException {
        try (OutputStream stream = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            try {
                stream.write(content);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    /**
     * Replaces a file. A link is followed. Owner, group and mode stay; where this user may not give it to them, everybody may read it: whoever had to
     * still can.
     */
    public static void replace(Path file, String text) throws IOException {
        Optional<FileAccess> before = FileAccess.of(file);
        Path target = target(file);
        Path written = written(target, text);
        try {
            give(
                    written,
                    before,
                    before.map(access -> access.mode() & PERMISSIONS).orElse(NEW));
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static Path directory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException("file: " + file + " (expected: one in a directory)");
        }
        return directory;
    }

    private static Path written(Path file, String text) throws IOException {
        Path written = Files.createTempFile(directory(file), "." + file.getFileName() + ".", ".new");
        try {
            return Files.writeString(written, text);
        } catch (IOException e) {
            Files.deleteIfExists(written);
            throw e;
        }
    }

    private static void give(Path file, Optional<FileAccess> like, int mode) throws IOException {
        if (like.isEmpty()) {
            return;
        }
        boolean owner = given(file, "unix:uid", like.get().owner());
        boolean group = given(file, "unix:gid", like.get().group());
        Files.setAttribute(file, "unix:mode", owner && group ? mode : mode | READ_BY_ALL);
    }

    private static boolean given(Path file, String attribute, long id) throws IOException {
        try {
            Files.setAttribute(file, attribute, (int) id);
            return true;
        } catch (FileSystemException e) {
            // Only root may give files away, and only to a group of its own anybody else.
            return false;
        }
    }
}
