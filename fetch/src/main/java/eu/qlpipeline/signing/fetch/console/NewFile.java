package eu.qlpipeline.signing.fetch.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that a verb makes and that was not there: it is written whole, or not there again. Others see it from its first byte on.
 */
public final class NewFile {

    private NewFile() {}

    /**
     * Makes it.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is anything, which is left alone
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Content content) throws IOException {
        OutputStream stream = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        try (stream) {
            content.writeTo(stream);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** What it holds. */
    @FunctionalInterface
    public interface Content {
        /** Writes it. */
        void writeTo(OutputStream stream) throws IOException;
    }
}
