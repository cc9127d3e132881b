package eu.qlpipeline.signing.client.internal.cli.receipt;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that was not there: it is written whole, or not there again. */
final class NewFile {

    private NewFile() {}

    /**
     * Makes it.
     *
     * @throws IOException if it exists, or cannot be written
     */
    static void write(Path file, Content content) throws IOException {
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
    interface Content {
        void writeTo(OutputStream stream) throws IOException;
    }
}
