package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Verified answers per second with a fixed number in flight, as a multiple of the raw loop on two threads. */
public final class Throughput implements Scenario {

    private static final Duration WARM_UP = Duration.ofSeconds(4);

    private final String name;
    private final int inFlight;
    private final Limit limit;
    private final Function<RunningAgent, Caller> caller;

    /**
     * @param inFlight requests in flight
     * @param caller connects a caller to an agent
     */
    public Throughput(String name, int inFlight, Limit limit, Function<RunningAgent, Caller> caller) {
        this.name = name;
        this.inFlight = inFlight;
        this.limit = limit;
        this.caller = caller;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String meaning() {
        return "verified answers, in flight " + inFlight + ", over the raw loop on two threads";
    }

    @Override
    public String unit() {
        return "1/s";
    }

    @Override
    public Limit limit() {
        return limit;
    }

    @Override
    public Measurement measure(Round round) throws InterruptedException {
        try (RunningAgent agent = round.bed().start();
                Caller connected = caller.apply(agent)) {
            ClosedLoop loop = new ClosedLoop(inFlight);
            loop.run(connected::request, WARM_UP);
            Load load = loop.run(connected::request, round.duration());
            if (load.refused() > 0) {
                throw new IllegalStateException(name + ": " + load.refused() + " requests were not answered");
            }
            return Measurement.of(load.perSecond() / round.raw().perSecond(), load.perSecond(), load);
        }
    }

    /** A caller that is connected: makes requests, each verified. */
    public interface Caller extends AutoCloseable {

        /** Sends one request; the future completes when the answer is verified. */
        CompletableFuture<?> request();

        @Override
        void close();

        /** A caller of those parts. */
        static Caller of(Supplier<? extends CompletableFuture<?>> request, Runnable close) {
            return new Caller() {
                @Override
                public CompletableFuture<?> request() {
                    return request.get();
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }
    }
}
