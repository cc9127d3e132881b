package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.RawLoop;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.load.OpenLoop;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.bench.measure.Stand.Beside;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Verified answers per second with a fixed number in flight, as a multiple of the raw loop on two threads; and the 99th
 * percentile of the latency, in signing times of that loop, both then and on a schedule with a part of that throughput.
 */
final class Throughput implements Scenario {

    private static final int RAW_THREADS = 2;
    private static final int PERCENTILE = 99;
    private static final double OPEN_PART = 0.8;

    private final int inFlight;
    private final Function<RunningAgent, Caller> kind;
    private final List<Figure> figures;

    /**
     * @param name the fixed name
     * @param inFlight requests in flight
     * @param limits of the ratio, and of the 99th percentile in signing times
     * @param kind connects a caller to an agent
     */
    Throughput(String name, int inFlight, Limits limits, Function<RunningAgent, Caller> kind) {
        this.inFlight = inFlight;
        this.kind = kind;
        this.figures = List.of(
                new Figure(
                        name,
                        "verified answers, " + inFlight + " in flight, over the raw loop on two threads",
                        "1/s",
                        limits.ratio()),
                new Figure(
                        name + "_p99",
                        "99th percentile of the latency, " + inFlight + " in flight, in signing times",
                        "ms",
                        limits.signingTimes()),
                new Figure(
                        name + "_open",
                        "99th percentile of the latency on a schedule with 0.8 of that throughput, in signing times",
                        "1/s",
                        Limit.NONE));
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        Caller caller = kind.apply(stand.agent());
        try (ClosedLoop loop = ClosedLoop.start(caller::request, inFlight)) {
            stand.pace().warmUp().run(loop);
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                return read(stand.beside(RAW_THREADS, () -> loads(stand.pace().load())));
            }

            private Loads loads(Duration time) throws InterruptedException {
                Load closed = ClosedLoop.measure(caller::request, inFlight, time);
                return new Loads(closed, new OpenLoop(OPEN_PART * closed.perSecond()).run(caller::request, time));
            }

            @Override
            public void close() {
                caller.close();
            }
        };
    }

    private static List<Reading> read(Beside<Loads> beside) {
        Load closed = beside.result().closed;
        Load open = beside.result().open;
        return List.of(
                Reading.of(closed.perSecond() / beside.raw().perSecond(), closed.perSecond(), closed),
                Reading.of(signingTimes(closed, beside.raw()), closed.millis(PERCENTILE), closed),
                Reading.of(signingTimes(open, beside.raw()), open.perSecond(), open));
    }

    private static double signingTimes(Load load, RawLoop raw) {
        return load.millis(PERCENTILE) / raw.signingMillis();
    }

    private record Loads(Load closed, Load open) {}

    /**
     * The limits of the first two figures.
     *
     * @param ratio of the throughput
     * @param signingTimes of the 99th percentile
     */
    record Limits(Limit ratio, Limit signingTimes) {

        /** Throughput alone. */
        static Limits of(Limit ratio) {
            return new Limits(ratio, Limit.NONE);
        }
    }
}
