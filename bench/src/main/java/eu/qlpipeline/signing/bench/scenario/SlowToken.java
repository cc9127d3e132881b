package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.time.Duration;
import java.util.List;

/** Verified answers per second of a token that takes 0.85 s for each signature, with 8 192 bound challenges in flight. */
final class SlowToken implements Scenario {

    private static final Duration SIGNING = Duration.ofMillis(850);
    private static final int LEAD_IN_SIGNATURES = 4;
    private static final int LEAST_SIGNATURES = 6;
    private static final int IN_FLIGHT = 8192;
    private static final int PERCENTILE = 99;

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "slow_token_batch",
                        "verified answers per second, 8192 in flight, on a token of 0.85 s a signature",
                        "1/s",
                        Limit.atLeast(4000)),
                new Figure(
                        "slow_token_batch_p99",
                        "99th percentile of the latency, 8192 in flight, in signing times of 0.85 s",
                        "ms",
                        Limit.atMost(2.5)));
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        RunningAgent agent = stand.bed().startOnSlowToken(SIGNING);
        Caller caller = Callers.bound(agent);
        try (ClosedLoop loop = ClosedLoop.start(caller::request, IN_FLIGHT)) {
            stand.pace().warmUp().run(loop);
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                try (ClosedLoop loop = ClosedLoop.start(caller::request, IN_FLIGHT)) {
                    loop.window(SIGNING.multipliedBy(LEAD_IN_SIGNATURES));
                    return read(loop.window(stand.pace().loadOf(SIGNING.multipliedBy(LEAST_SIGNATURES))));
                }
            }

            @Override
            public void close() {
                caller.close();
                agent.close();
            }
        };
    }

    private static List<Reading> read(Load load) {
        double p99 = load.millis(PERCENTILE);
        return List.of(
                Reading.of(load.perSecond(), load.perSecond(), load), Reading.of(p99 / SIGNING.toMillis(), p99, load));
    }
}
