package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What a caller with one request in flight keeps of its throughput beside one with a hundred. */
final class Fairness implements Scenario {

    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int GREEDY = 100;
    private static final int FAIR_SHARE_CALLERS = 2;

    @Override
    public String name() {
        return "fairness";
    }

    @Override
    public String meaning() {
        return "throughput of a caller with one raw challenge in flight beside one with 100, over its share beside an equal";
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
        try (RunningAgent agent = round.bed().start("signing.threads=1")) {
            Load beforeEqual = beside(agent, round, 1);
            Load besideGreedy = beside(agent, round, GREEDY);
            return Measurement.of(
                    besideGreedy.perSecond() / beforeEqual.perSecond(), besideGreedy.perSecond(), besideGreedy);
        }
    }

    private static Load beside(RunningAgent agent, Round round, int others) throws InterruptedException {
        try (Throughput.Caller modest = Callers.raw(agent, 0, DEADLINE);
                Throughput.Caller other = Callers.raw(agent, FAIR_SHARE_CALLERS - 1, DEADLINE)) {
            CompletableFuture<Load> background = CompletableFuture.supplyAsync(() -> {
                try {
                    return new ClosedLoop(others)
                            .run(other::request, WARM_UP.plus(round.duration()).plusSeconds(1));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CompletionException(e);
                }
            });
            ClosedLoop loop = new ClosedLoop(1);
            loop.run(modest::request, WARM_UP);
            Load load = loop.run(modest::request, round.duration());
            background.join();
            return load;
        }
    }
}
