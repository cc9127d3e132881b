package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import java.time.Duration;

/** One raw challenge at a time: the median latency as a multiple of one C_Sign. */
final class OneAtATime implements Scenario {

    private static final Duration WARM_UP = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "raw_unary_1";
    }

    @Override
    public String meaning() {
        return "median latency of one raw challenge at a time over one C_Sign";
    }

    @Override
    public String unit() {
        return "1/s";
    }

    @Override
    public Limit limit() {
        return Limit.atMost(1.10);
    }

    @Override
    public Measurement measure(Round round) throws InterruptedException {
        try (RunningAgent agent = round.bed().start();
                Throughput.Caller caller = Callers.raw(agent)) {
            ClosedLoop loop = new ClosedLoop(1);
            loop.run(caller::request, WARM_UP);
            Load load = loop.run(caller::request, round.duration());
            return Measurement.of(load.millis(50) / round.raw().oneThreadMillis(), load.perSecond(), load);
        }
    }
}
