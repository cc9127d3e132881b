package eu.qlpipeline.signing.agent.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at what is to be opened: to open a named pipe waits for whoever has its other end, and a device may have no end. */
public final class RegularFile {

    private RegularFile() {}

    /**
     * Passes for a file, a link to one, and where nothing is.
     *
     * @throws FileSystemException if there is something else
     */
    public static void requireIfThere(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(
                    file.toString(), null, "it is there and no regular file (expected: a file, or a link to one)");
        }
    }
}
