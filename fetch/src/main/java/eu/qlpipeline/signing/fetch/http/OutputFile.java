package eu.qlpipeline.signing.fetch.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.UUID;

/**
 * The file of {@code --output}, made or replaced as a whole: what is written lies beside it until it is kept. What is no plain file, such as a
 * device, a pipe or a link, is written as it comes; so is a file that cannot be replaced by one of the same owner and mode.
 */
final class OutputFile implements Closeable {

    private final Path file;
    private final Path written;
    private final OutputStream stream;

    private OutputFile(Path file, Path written, OutputStream stream) {
        this.file = file;
        this.written = written;
        this.stream = stream;
    }

    /**
     * Begins to write.
     *
     * @throws IOException if the file cannot be written
     */
    static OutputFile open(Path file) throws IOException {
        boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        if (!there || (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(file))) {
            Path beside = file.resolveSibling(".fetch-" + UUID.randomUUID());
            try {
                Files.createFile(beside);
                beside.toFile().deleteOnExit();
                if (!there || takesTheLookOf(file, beside)) {
                    return new OutputFile(file, beside, Files.newOutputStream(beside));
                }
                Files.delete(beside);
            } catch (IOException e) {
                // The file may be writable where its directory is not.
                Files.deleteIfExists(beside);
            }
        }
        return new OutputFile(file, file, Files.newOutputStream(file));
    }

    private static boolean takesTheLookOf(Path file, Path beside) throws IOException {
        var view = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
        if (view == null) {
            return true;
        }
        PosixFileAttributes wanted = Files.readAttributes(file, PosixFileAttributes.class);
        view.setPermissions(wanted.permissions());
        PosixFileAttributes got = view.readAttributes();
        return got.owner().equals(wanted.owner()) && got.group().equals(wanted.group());
    }

    /** Where to write to. */
    OutputStream stream() {
        return stream;
    }

    /**
     * Puts in place what was written.
     *
     * @throws IOException if that cannot be done
     */
    void keep() throws IOException {
        stream.close();
        if (!written.equals(file)) {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Drops what was written and not kept. */
    @Override
    public void close() throws IOException {
        stream.close();
        if (!written.equals(file)) {
            Files.deleteIfExists(written);
        }
    }
}
