package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.Optional;

/**
 * How much a caller may ask for, counted in challenges.
 *
 * @param rate how often; empty for no limit of its own
 * @param concurrency how many at the same time; empty for no limit of its own
 */
public record CallerLimits(Optional<Rate> rate, Optional<Integer> concurrency) {

    /** How often per second. */
    public static final IntRange PER_SECOND = new IntRange(1, 1_000_000);

    /** How many at once after a pause. */
    public static final IntRange BURST = new IntRange(1, 1_000_000);

    /** How many at the same time. */
    public static final IntRange CONCURRENCY = new IntRange(1, 1_000_000);

    /** No limits but those that hold for all. */
    public static final CallerLimits NONE = new CallerLimits(Optional.empty(), Optional.empty());

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a number is out of its range */
    public CallerLimits {
        concurrency.ifPresent(most -> CONCURRENCY.require("concurrency", most));
    }

    /** Whether there is no limit. */
    public boolean none() {
        return rate.isEmpty() && concurrency.isEmpty();
    }

    /**
     * A token bucket.
     *
     * @param perSecond how many are filled in per second, evenly
     * @param burst how many it holds, so that so many may come at once
     */
    public record Rate(int perSecond, int burst) {

        /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a number is out of its range */
        public Rate {
            PER_SECOND.require("rate", perSecond);
            BURST.require("burst", burst);
        }
    }
}
