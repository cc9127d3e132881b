package eu.qlpipeline.signing.bench.function;

import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the agent's watch adds to each call into the token's library. */
@State(Scope.Benchmark)
public class WatchFunctions {

    private final CallWatch watch = new CallWatch(HangSettings.defaults());

    /** Watches a call that costs nothing. */
    @Benchmark
    public WatchFunctions watchedCall() {
        return watch.call(() -> this);
    }

    /** Ends the watch's own thread. */
    @TearDown
    public void close() {
        watch.close();
    }
}
