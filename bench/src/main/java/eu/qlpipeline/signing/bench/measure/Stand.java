package eu.qlpipeline.signing.bench.measure;

import eu.qlpipeline.signing.bench.bed.Bed;
import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.bed.RawLoop;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where scenarios are measured. One agent serves all that ask for nothing special, as it does in production. */
public final class Stand implements AutoCloseable {

    private static final int HEATING_IN_FLIGHT = 256;
    private static final List<Function<RunningAgent, Caller>> KINDS =
            List.of(Callers::stream, Callers::bound, Callers::raw);

    private final Bed bed;
    private final Pace pace;
    private final Progress progress;
    private @Nullable RunningAgent agent;

    /** A stand on a bed, which stays the caller's to close. */
    public Stand(Bed bed, Pace pace, Progress progress) {
        this.bed = bed;
        this.pace = pace;
        this.progress = progress;
    }

    /** What is measured on. */
    public Bed bed() {
        return bed;
    }

    /** How long things take. */
    public Pace pace() {
        return pace;
    }

    /** The agent that all share, warm. It is the stand's to close. */
    public RunningAgent agent() throws InterruptedException {
        RunningAgent running = agent;
        if (running == null) {
            running = bed.start();
            agent = running;
            heat(running);
        }
        return running;
    }

    /** Warms an agent up with each kind of request. */
    public void heat(RunningAgent cold) throws InterruptedException {
        progress.say("warming up");
        for (Function<RunningAgent, Caller> kind : KINDS) {
            try (Caller caller = kind.apply(cold);
                    ClosedLoop loop = ClosedLoop.start(caller::request, HEATING_IN_FLIGHT)) {
                pace.heating().runUntilCompiled(loop);
            }
        }
    }

    /** Does some work between two runs of the raw loop. */
    public <T> Beside<T> beside(int threads, Work<T> work) throws InterruptedException {
        RawLoop before = bed.raw(threads, pace.raw());
        T result = work.run();
        return new Beside<>(result, before.mean(bed.raw(threads, pace.raw())));
    }

    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
    }

    /** Some work. */
    @FunctionalInterface
    public interface Work<T> {

        /** Does it. */
        T run() throws InterruptedException;
    }

    /**
     * The result of some work, and the raw loop before and after it.
     *
     * @param result what the work came to
     * @param raw the mean of both runs
     */
    public record Beside<T>(T result, RawLoop raw) {}
}
