package eu.qlpipeline.signing.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Standard output where it is named as a file. Opened by that name, a file behind it would be cut off and written from its beginning. */
final class StandardOutputName {

    /** How many links are followed, as in Linux. */
    private static final int LINKS_LIMIT = 40;

    private StandardOutputName() {}

    /** Whether that is its name, as {@code /dev/stdout}, or that of a link to it. */
    static boolean is(Path file) {
        try {
            Path descriptors = Path.of("/dev/fd").toRealPath();
            Path at = file.toAbsolutePath();
            for (int links = 0; links < LINKS_LIMIT; links++) {
                @Nullable Path parent = at.getParent();
                if (parent != null && parent.toRealPath().equals(descriptors)) {
                    return at.endsWith("1");
                }
                if (parent == null || !Files.isSymbolicLink(at)) {
                    return false;
                }
                at = parent.resolve(Files.readSymbolicLink(at));
            }
        } catch (IOException e) {
            // What cannot be looked at cannot be written either, which says why.
            return false;
        }
        return false;
    }
}
