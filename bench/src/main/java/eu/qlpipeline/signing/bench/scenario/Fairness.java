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

/** What a caller with one request in flight keeps of its throughput and its latency beside one with a hundred. */
final class Fairness implements Scenario {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int GREEDY = 100;
    private static final int PERCENTILE = 99;

    /** Loads that are measured as one: the 99th percentile of a hundred requests a second needs more of them than other figures. */
    private static final int LOADS = 2;

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "fairness",
                        "throughput of a caller with one raw challenge in flight beside one with 100, over its share beside an equal",
                        "1/s",
                        Limit.atLeast(0.90)),
                new Figure(
                        "fairness_p99",
                        "99th percentile of that caller's latency beside one with 100, over that beside an equal",
                        "ms",
                        Limit.atMost(1.10)));
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        RunningAgent agent = stand.bed().start("signing.threads=1");
        Caller modest = Callers.raw(agent, 0, DEADLINE);
        Caller other = Callers.raw(agent, 1, DEADLINE);
        try (ClosedLoop loop = ClosedLoop.start(other::request, GREEDY)) {
            stand.pace().heating().run(loop);
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                Load besideEqual = beside(1);
                Load besideGreedy = beside(GREEDY);
                double tail = besideGreedy.millis(PERCENTILE);
                return List.of(
                        Reading.of(
                                besideGreedy.perSecond() / besideEqual.perSecond(),
                                besideGreedy.perSecond(),
                                besideGreedy),
                        Reading.of(tail / besideEqual.millis(PERCENTILE), tail, besideGreedy));
            }

            @Override
            public void close() {
                modest.close();
                other.close();
                agent.close();
            }

            private Load beside(int others) throws InterruptedException {
                try (ClosedLoop background = ClosedLoop.start(other::request, others)) {
                    Load load = ClosedLoop.measure(
                            modest::request, 1, stand.pace().load().multipliedBy(LOADS));
                    background.window(Duration.ZERO);
                    return load;
                }
            }
        };
    }
}
