package eu.qlpipeline.signing.bench.measure;

import eu.qlpipeline.signing.bench.load.WarmUp;
import java.time.Duration;

/**
 * How long things take.
 *
 * @param rounds measurements of each scenario
 * @param raw one run of the raw loop, in whole seconds
 * @param load one measurement of a load
 * @param warmUp of a scenario on an agent that is warm already
 * @param heating of an agent that has just started, with each kind of request
 */
public record Pace(int rounds, Duration raw, Duration load, WarmUp warmUp, WarmUp heating) {

    /** Three rounds. */
    public static final Pace FULL = new Pace(
            3,
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            new WarmUp(Duration.ofSeconds(1), 3, 10),
            new WarmUp(Duration.ofSeconds(1), 6, 20));

    /** One round. */
    public static final Pace QUICK = new Pace(
            1,
            Duration.ofSeconds(1),
            Duration.ofMillis(1500),
            new WarmUp(Duration.ofMillis(500), 3, 4),
            new WarmUp(Duration.ofMillis(700), 3, 4));

    /** The same with another number of rounds. */
    public Pace withRounds(int number) {
        return new Pace(number, raw, load, warmUp, heating);
    }

    /** The time of a measurement that needs at least that. */
    public Duration loadOf(Duration least) {
        return load.compareTo(least) < 0 ? least : load;
    }
}
