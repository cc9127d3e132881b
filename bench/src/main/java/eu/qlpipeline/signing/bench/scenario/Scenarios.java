package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.scenario.Scenario.Limit;
import java.util.List;

/** All scenarios, in the order in which they run. */
public final class Scenarios {

    private Scenarios() {}

    /** The scenarios with fixed names. */
    public static List<Scenario> all() {
        return List.of(
                new OneAtATime(),
                new Throughput("raw_unary_16", 16, Limit.atLeast(0.93), Callers::raw),
                new Throughput("bound_unary_16", 16, Limit.NONE, Callers::bound),
                new Throughput("batch_unary_1024", 1024, Limit.atLeast(120), Callers::bound),
                new Throughput("batch_stream_1024", 1024, Limit.atLeast(250), Callers::stream),
                new SlowToken(),
                new VerificationOnly(),
                new Overload(),
                new Fairness(),
                new Startup(),
                new Memory());
    }
}
