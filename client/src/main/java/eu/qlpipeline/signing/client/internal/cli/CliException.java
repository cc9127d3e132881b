package eu.qlpipeline.signing.client.internal.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure that is the command's own, with its exit code and with hints that can be typed. */
final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> hints;

    private CliException(int exitCode, String message, @Nullable Throwable cause, List<String> hints) {
        super(message, cause);
        this.exitCode = exitCode;
        this.hints = hints;
    }

    /** An argument, or a file that it names, cannot be used. */
    static CliException usage(String message, @Nullable Throwable cause, String... hints) {
        return new CliException(ExitCodes.USAGE, message, cause, List.of(hints));
    }

    int exitCode() {
        return exitCode;
    }

    List<String> hints() {
        return hints;
    }
}
