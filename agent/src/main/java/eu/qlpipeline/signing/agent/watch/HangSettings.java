package eu.qlpipeline.signing.agent.watch;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;

/**
 * When a call into the token's library is given up.
 *
 * @param after how long a call may take, in whole seconds; one that takes longer is lost
 * @param limit how many calls may be lost at the same time; at half of it nothing more is asked of the token, and the other
 *     half, of calls that began after that, ends the process
 */
public record HangSettings(Duration after, int limit) {

    /** How many seconds a call may take. */
    public static final IntRange AFTER_SECONDS = new IntRange(1, 3_600);

    /** How many seconds a call may take where nothing is set. */
    public static final int DEFAULT_AFTER_SECONDS = 10;

    /** How many calls may be lost. */
    public static final IntRange LIMIT = new IntRange(2, 1_024);

    /** How many calls may be lost where nothing is set. */
    public static final int DEFAULT_LIMIT = 8;

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a component breaks its rule */
    public HangSettings {
        AFTER_SECONDS.require("supervision.hang-seconds", Math.toIntExact(after.toSeconds()));
        LIMIT.require("supervision.hang-limit", limit);
    }

    /** The settings where nothing is set. */
    public static HangSettings defaults() {
        return new HangSettings(Duration.ofSeconds(DEFAULT_AFTER_SECONDS), DEFAULT_LIMIT);
    }
}
