package eu.qlpipeline.signing.client.internal.pem;

import eu.qlpipeline.signing.client.internal.pem.PemException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads PEM files of bounded size. */
public final class PemFile {

    /** The largest file that is read, in bytes. */
    public static final int SIZE_LIMIT = 64 * 1024;

    private PemFile() {}

    /**
     * The bytes of a file; the caller wipes them where they are secret.
     *
     * @throws IOException if the file cannot be read
     * @throws PemException if it is larger than {@link #SIZE_LIMIT}
     */
    public static byte[] read(Path file) throws IOException, PemException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(SIZE_LIMIT + 1);
            if (content.length > SIZE_LIMIT) {
                throw new PemException(
                        Problem.TOO_LARGE, "content: more than " + SIZE_LIMIT + " bytes (expected: one PEM block)");
            }
            return content;
        }
    }
}
