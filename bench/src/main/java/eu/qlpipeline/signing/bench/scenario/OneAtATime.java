package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.bench.measure.Stand.Beside;
import java.util.List;

/**
 * One challenge at a time: the median latency of a raw one as a multiple of one C_Sign, and that of a bound one, measured
 * beside it, as a multiple of the raw one's.
 */
final class OneAtATime implements Scenario {

    private static final int MEDIAN = 50;

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "raw_unary_1",
                        "median latency of one raw challenge at a time over one C_Sign",
                        "1/s",
                        Limit.atMost(1.10)),
                new Figure(
                        "bound_unary_1",
                        "median latency of one bound challenge at a time over that of a raw one",
                        "1/s",
                        Limit.atMost(1.05)));
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        Caller raw = Callers.raw(stand.agent());
        Caller bound = Callers.bound(stand.agent());
        for (Caller caller : List.of(bound, raw)) {
            try (ClosedLoop loop = ClosedLoop.start(caller::request, 1)) {
                stand.pace().warmUp().run(loop);
            }
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                return read(stand.beside(1, () -> new Both(load(raw), load(bound))));
            }

            @Override
            public void close() {
                raw.close();
                bound.close();
            }

            private Load load(Caller caller) throws InterruptedException {
                return ClosedLoop.measure(caller::request, 1, stand.pace().load());
            }
        };
    }

    private static List<Reading> read(Beside<Both> beside) {
        Load raw = beside.result().raw;
        Load bound = beside.result().bound;
        return List.of(
                Reading.of(raw.millis(MEDIAN) / beside.raw().signingMillis(), raw.perSecond(), raw),
                Reading.of(bound.millis(MEDIAN) / raw.millis(MEDIAN), bound.perSecond(), bound));
    }

    private record Both(Load raw, Load bound) {}
}
