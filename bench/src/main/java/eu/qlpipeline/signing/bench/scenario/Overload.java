package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.load.OpenLoop;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Goodput at three times the capacity, with deadlines of 250 ms, over the peak measured just before. */
final class Overload implements Scenario {

    private static final Duration DEADLINE = Duration.ofMillis(250);
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final int PEAK_IN_FLIGHT = 16;
    private static final int TIMES = 3;
    /** So many that most of them are refused. */
    private static final int REFUSED_IN_FLIGHT = 256;

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "overload_3x",
                        "answers within 250 ms at 3 times the capacity over those at the peak, raw challenges",
                        "1/s",
                        Limit.atLeast(0.90)),
                new Figure(
                        "overload_3x_admitted",
                        "share of the requests not refused that were answered within their deadline of 250 ms",
                        "1/s",
                        Limit.atLeast(1.00)));
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        Caller patient = Callers.raw(stand.agent(), 0, PATIENT);
        Caller hasty = Callers.raw(stand.agent(), 0, DEADLINE);
        try (ClosedLoop loop = ClosedLoop.start(patient::request, PEAK_IN_FLIGHT)) {
            stand.pace().warmUp().run(loop);
        }
        // Refusals are code of their own, which is to be warm as well.
        try (ClosedLoop loop = ClosedLoop.start(() -> anyOutcome(hasty), REFUSED_IN_FLIGHT)) {
            stand.pace().heating().runUntilCompiled(loop);
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                Duration time = stand.pace().load();
                double peak = ClosedLoop.measure(patient::request, PEAK_IN_FLIGHT, time)
                        .perSecond();
                return read(new OpenLoop(TIMES * peak).run(hasty::request, time), peak);
            }

            private List<Reading> read(Load load, double peak) {
                double admitted = load.answered() + load.late();
                return List.of(
                        Reading.of(load.perSecond() / peak, load.perSecond(), load),
                        Reading.of(
                                load.answered() / admitted,
                                load.late() / (load.elapsed().toNanos() / 1e9),
                                load));
            }

            @Override
            public void close() {
                patient.close();
                hasty.close();
            }
        };
    }

    private static CompletableFuture<?> anyOutcome(Caller caller) {
        return caller.request().handle((answer, refusal) -> true);
    }
}
