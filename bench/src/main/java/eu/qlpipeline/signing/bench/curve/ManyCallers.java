package eu.qlpipeline.signing.bench.curve;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Callers that ask in turn, each over its own connection. */
final class ManyCallers implements Caller {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final List<Caller> callers;
    private final AtomicInteger next = new AtomicInteger();

    private ManyCallers(List<Caller> callers) {
        this.callers = callers;
    }

    /** Connects the first callers of an agent, and has each ask once. */
    static ManyCallers connect(RunningAgent agent, int count) {
        List<Caller> callers = IntStream.range(0, count)
                .mapToObj(caller -> Callers.raw(agent, caller, DEADLINE))
                .toList();
        CompletableFuture.allOf(callers.stream().map(Caller::request).toArray(CompletableFuture<?>[]::new))
                .join();
        return new ManyCallers(callers);
    }

    @Override
    public CompletableFuture<?> request() {
        return callers.get(Math.floorMod(next.getAndIncrement(), callers.size()))
                .request();
    }

    @Override
    public void close() {
        callers.forEach(Caller::close);
    }
}
