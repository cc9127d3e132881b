package eu.qlpipeline.signing.fetch.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown where a server's answer could not be had; carries the exit code, and hints that can be typed. */
public final class FetchException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> hints;

    /**
     * @param exitCode one of {@link FetchExitCodes}
     * @param message what was found and what was expected
     * @param cause what it comes from
     * @param hints what can be done, a line each
     */
    public FetchException(int exitCode, String message, @Nullable Throwable cause, String... hints) {
        super(message, cause);
        this.exitCode = exitCode;
        this.hints = List.of(hints);
    }

    /** The exit code. */
    public int exitCode() {
        return exitCode;
    }

    /** What can be done, a line each. */
    public List<String> hints() {
        return hints;
    }
}
