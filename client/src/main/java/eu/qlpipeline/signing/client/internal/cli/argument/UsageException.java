package eu.qlpipeline.signing.client.internal.cli.argument;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Thrown where an argument, or a file that it names, cannot be used; carries hints that can be typed. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> hints;

    /**
     * @param message what was found and what was expected
     * @param cause what brought it about, if anything did
     * @param hints what can be done
     */
    public UsageException(String message, @Nullable Throwable cause, String... hints) {
        super(message, cause);
        this.hints = List.of(hints);
    }

    /** What can be done, a line each. */
    public List<String> hints() {
        return hints;
    }
}
