package eu.qlpipeline.signing.agent.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Writes files as a whole: a reader finds the old content or the new one. Whose a file is and who may read it depends neither on
 * who writes it nor on a umask: what root writes is read by an agent that is another user.
 */
public final class WholeFile {

    private static final int PERMISSIONS = 0777;
    private static final int READ_BY_ALL = 0444;
    private static final int NEW = 0644;

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
     * Replaces a file. Owner, group and mode stay; where this user may not give it to them, everybody may read it: whoever had to
     * still can.
     */
    public static void replace(Path file, String text) throws IOException {
        Optional<FileAccess> before = FileAccess.of(file);
        Path written = written(file, text);
        try {
            give(
                    written,
                    before,
                    before.map(access -> access.mode() & PERMISSIONS).orElse(NEW));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
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
        return Files.writeString(written, text);
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
