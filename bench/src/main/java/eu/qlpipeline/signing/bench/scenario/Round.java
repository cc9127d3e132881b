package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Bed;
import eu.qlpipeline.signing.bench.bed.RawLoop;
import java.time.Duration;

/**
 * What a scenario has in one round.
 *
 * @param bed what is measured on
 * @param raw the raw loop, run in this round just before
 * @param duration how long a load lasts
 */
public record Round(Bed bed, RawLoop raw, Duration duration) {}
