package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import java.time.Duration;

/** Verified answers per second of a token that takes 0.85 s for each signature, with 8 192 bound challenges in flight. */
final class SlowToken implements Scenario {

    private static final Duration SIGNING = Duration.ofMillis(850);
    private static final Duration LEAST = Duration.ofSeconds(6);
    private static final int IN_FLIGHT = 8192;

    @Override
    public String name() {
        return "slow_token_batch";
    }

    @Override
    public String meaning() {
        return "verified answers per second with 8192 in flight on a token of 0.85 s a signature";
    }

    @Override
    public String unit() {
        return "1/s";
    }

    @Override
    public Limit limit() {
        return Limit.atLeast(4000);
    }

    @Override
    public Measurement measure(Round round) throws InterruptedException {
        try (RunningAgent agent = round.bed().startOnSlowToken(SIGNING);
                Throughput.Caller caller = Callers.bound(agent)) {
            ClosedLoop loop = new ClosedLoop(IN_FLIGHT);
            loop.run(caller::request, SIGNING.multipliedBy(3));
            Duration duration = round.duration().compareTo(LEAST) < 0 ? LEAST : round.duration();
            Load load = loop.run(caller::request, duration);
            return Measurement.of(load.perSecond(), load.perSecond(), load);
        }
    }
}
