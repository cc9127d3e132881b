package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import eu.qlpipeline.signing.agent.yaml.YamlFields;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much of one kind a caller may ask for: of challenges, or of signatures for TLS.
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

    /** What the keys of the limits of TLS begin with; those of challenges begin with nothing. */
    public static final String OF_TLS = "tls-";

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if a number is out of its range */
    public CallerLimits {
        concurrency.ifPresent(most -> CONCURRENCY.require("concurrency", most));
    }

    /**
     * Reads those of one kind.
     *
     * @param prefix what the keys of that kind begin with
     */
    static CallerLimits read(String prefix, Path file, YamlFields fields, Problems problems) {
        Optional<Integer> rate = fields.optionalNumber(prefix + "rate", PER_SECOND);
        Optional<Integer> burst = fields.optionalNumber(prefix + "burst", BURST);
        if (burst.isPresent() && rate.isEmpty()) {
            problems.add(
                    Location.of(file.toString()),
                    "%1$sburst: set without %1$srate (expected: %1$srate as well)".formatted(prefix));
        }
        return new CallerLimits(
                rate.map(perSecond -> new Rate(perSecond, burst.orElse(perSecond))),
                fields.optionalNumber(prefix + "concurrency", CONCURRENCY));
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
