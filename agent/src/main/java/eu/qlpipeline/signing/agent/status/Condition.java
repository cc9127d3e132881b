package eu.qlpipeline.signing.agent.status;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that is the matter with the agent.
 *
 * @param kind what
 * @param blocking whether nothing is signed because of it
 * @param message the same for people, on one line; callers read it, so it names no file and no token of the agent
 * @param since when it began; empty where that is not known
 */
public record Condition(ConditionKind kind, boolean blocking, String message, Optional<Instant> since) {

    /** Something that keeps the agent from signing. */
    public static Condition blocking(ConditionKind kind, String message, Instant since) {
        return new Condition(kind, true, message, Optional.of(since));
    }

    /** Something that a person should know of, while the agent goes on signing. */
    public static Condition warning(ConditionKind kind, String message) {
        return new Condition(kind, false, message, Optional.empty());
    }
}
