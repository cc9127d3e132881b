package eu.qlpipeline.signing.agent.generation;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.time.Duration;

/**
 * How closely the token is watched.
 *
 * @param hangs when a call into its library is given up
 * @param keepAlive after how long without a verified signature one is made, in whole seconds
 */
public record SupervisionSettings(HangSettings hangs, Duration keepAlive) {

    /** After how many seconds a signature is made. */
    public static final IntRange KEEP_ALIVE_SECONDS = new IntRange(1, 86_400);

    /** After how many seconds a signature is made where nothing is set. */
    public static final int DEFAULT_KEEP_ALIVE_SECONDS = 30;

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a component breaks its rule */
    public SupervisionSettings {
        KEEP_ALIVE_SECONDS.require("supervision.keep-alive-seconds", Math.toIntExact(keepAlive.toSeconds()));
    }
}
