package eu.qlpipeline.signing.agent.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Writes files as a whole: a reader finds the old content or the new one, also after a loss of power. Who may read a file depends
 * neither on who writes it nor on a umask: what root writes is read by an agent that is another user.
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
     * @throws java.nio.file.FileAlreadyExistsException if there is one, or a link, which is left alone
     */
    public static void create(Path file, String text) throws IOException {
        Optional<FileAccess> like = FileAccess.of(directory(file));
        place(file, bytes(text), draft -> give(draft, like, NEW), (draft, directory) -> {
            Files.createLink(file, draft);
            try {
                directory.force(true);
            } catch (IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        });
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
        RegularFile.requireIfThere(at);
        return at.toRealPath();
    }

    /**
     * Replaces a file. A link is followed. Owner, group and mode stay; where this user may not give it to them, everybody may read it: whoever had to
     * still can.
     */
    public static void replace(Path file, String text) throws IOException {
        Optional<FileAccess> before = FileAccess.of(file);
        int mode = before.map(access -> access.mode() & PERMISSIONS).orElse(NEW);
        Path target = target(file);
        place(target, bytes(text), draft -> give(draft, before, mode), moved(target));
    }

    /** Writes a file, in place of another if there is one. A link is followed. The file is this user's. */
    public static void write(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        Path target = target(file);
        place(target, ByteBuffer.wrap(content), draft -> Files.setPosixFilePermissions(draft, mode), moved(target));
    }

    /** Removes a file if it is there, and makes that durable. A link is not followed: it is removed itself. */
    public static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            try (FileChannel entries = FileChannel.open(directory(file), StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    /** What makes a draft look like the file it is to be. */
    private interface Look {
        void of(Path draft) throws IOException;
    }

    /** What gives a draft its name, and makes that durable in its directory. */
    private interface Naming {
        void of(Path draft, FileChannel directory) throws IOException;
    }

    private static Naming moved(Path target) {
        return (draft, directory) -> {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            directory.force(true);
        };
    }

    /** The draft is on the disk, content and owner and mode, before it has its name. */
    private static void place(Path target, ByteBuffer content, Look look, Naming naming) throws IOException {
        Path directory = directory(target);
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            Path draft = Files.createTempFile(directory, "." + target.getFileName() + ".", ".new");
            try {
                try (FileChannel file = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    while (content.hasRemaining()) {
                        file.write(content);
                    }
                    look.of(draft);
                    file.force(true);
                }
                naming.of(draft, entries);
            } finally {
                Files.deleteIfExists(draft);
            }
        }
    }

    private static ByteBuffer bytes(String text) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    }

    private static Path directory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException("file: " + file + " (expected: one in a directory)");
        }
        return directory;
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
