package eu.qlpipeline.signing.agent.yaml;

import java.util.List;

/**
 * One thing that is wrong with what the operator wrote.
 *
 * @param location where
 * @param message what was found and what was expected, free of secrets
 * @param hints what the operator can do; may be empty
 */
public record Problem(Location location, String message, List<String> hints) {

    /** Copies the hints. */
    public Problem {
        hints = List.copyOf(hints);
    }

    /** For example {@code agent.yaml:12:3: unknown key: tokn (did you mean token?)}. */
    @Override
    public String toString() {
        return location + ": " + message;
    }
}
