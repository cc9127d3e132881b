package eu.qlpipeline.signing.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of this process where it is named as a file, as by {@code /dev/stderr}, or by a dash. Linux opens a file behind it anew by that
 * name, so that it would be cut off and written from its beginning.
 */
final class DescriptorName {

    /** Standard output, as programs of the command line have it. */
    private static final Path DASH = Path.of("-");
    /** Standard output. */
    private static final String OUT = "1";
    /** Standard error. */
    private static final String ERR = "2";

    /** How many links are followed, as in Linux. */
    private static final int LINKS_LIMIT = 40;

    private DescriptorName() {}

    /** Whether the file is standard output. */
    static boolean isOut(Path file) {
        return DASH.equals(file) || OUT.equals(of(file));
    }

    /** Whether the file is standard error. */
    static boolean isErr(Path file) {
        return ERR.equals(of(file));
    }

    /** Whether the file is behind another descriptor, which the JDK cannot write to but by opening it anew. */
    static boolean isOther(Path file) {
        @Nullable String descriptor = of(file);
        return descriptor != null && !descriptor.equals(OUT) && !descriptor.equals(ERR) && Files.isRegularFile(file);
    }

    /** The descriptor's number, where that is its name or that of a link to it. */
    private static @Nullable String of(Path file) {
        try {
            Path process = Path.of("/proc/self").toRealPath();
            Path at = file.toAbsolutePath();
            for (int links = 0; links < LINKS_LIMIT; links++) {
                @Nullable Path parent = at.getParent();
                if (parent != null && isOfDescriptors(parent.toRealPath(), process)) {
                    return String.valueOf(at.getFileName());
                }
                if (parent == null || !Files.isSymbolicLink(at)) {
                    return null;
                }
                at = parent.resolve(Files.readSymbolicLink(at));
            }
        } catch (IOException e) {
            // What cannot be looked at cannot be written either, which says why.
            return null;
        }
        return null;
    }

    /** A thread has a directory of its own for them, besides that of the process. */
    private static boolean isOfDescriptors(Path directory, Path process) {
        return directory.startsWith(process) && directory.endsWith("fd");
    }
}
