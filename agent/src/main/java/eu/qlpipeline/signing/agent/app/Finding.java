package eu.qlpipeline.signing.agent.app;

import java.util.List;

/**
 * The outcome of one check of the doctor.
 *
 * @param check what was checked
 * @param level how it came out
 * @param detail what was found
 * @param hints what the operator can do
 */
public record Finding(String check, Level level, String detail, List<String> hints) {

    /** Copies the list. */
    public Finding {
        hints = List.copyOf(hints);
    }

    /** How a check came out. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Works now, but wants attention. */
        WARNING,
        /** Keeps the agent from serving. */
        FAILED,
        /** Keeps the agent from serving: a call into the token's library does not return. */
        HUNG,
        /** Could not be tried, because an earlier check failed. */
        NOT_TRIED
    }

    static Finding ok(String check, String detail) {
        return new Finding(check, Level.OK, detail, List.of());
    }

    static Finding warning(String check, String detail, String... hints) {
        return new Finding(check, Level.WARNING, detail, List.of(hints));
    }
}
