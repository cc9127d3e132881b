package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.load.OpenLoop;
import java.time.Duration;

/** Goodput at three times the capacity, with deadlines of 250 ms, over the peak. */
final class Overload implements Scenario {

    private static final Duration DEADLINE = Duration.ofMillis(250);
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final int PEAK_IN_FLIGHT = 16;
    private static final int TIMES = 3;

    @Override
    public String name() {
        return "overload_3x";
    }

    @Override
    public String meaning() {
        return "answers within 250 ms at 3 times the capacity over those at the peak, raw challenges";
    }

    @Override
    public String unit() {
        return "1/s";
    }

    @Override
    public Limit limit() {
        return Limit.atLeast(0.90);
    }

    @Override
    public Measurement measure(Round round) throws InterruptedException {
        try (RunningAgent agent = round.bed().start()) {
            double peak;
            try (Throughput.Caller patient = Callers.raw(agent, 0, PATIENT)) {
                new ClosedLoop(PEAK_IN_FLIGHT).run(patient::request, WARM_UP);
                peak = new ClosedLoop(PEAK_IN_FLIGHT)
                        .run(patient::request, round.duration())
                        .perSecond();
            }
            try (Throughput.Caller hasty = Callers.raw(agent, 0, DEADLINE)) {
                Load load = new OpenLoop(TIMES * peak).run(hasty::request, round.duration());
                return Measurement.of(load.perSecond() / peak, load.perSecond(), load);
            }
        }
    }
}
