package eu.qlpipeline.signing.bench.curve;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.measure.Curve;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Stand;
import eu.qlpipeline.signing.bench.measure.Stand.Beside;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Verified answers per second over the raw loop on two threads, with more and more requests in flight. */
final class InFlightSweep implements Curve {

    private static final int RAW_THREADS = 2;
    private static final int PARTS = 4;

    private final String name;
    private final List<Integer> values;
    private final Function<RunningAgent, Caller> kind;

    /**
     * @param name the fixed name
     * @param values requests in flight
     * @param kind connects a caller to an agent
     */
    InFlightSweep(String name, List<Integer> values, Function<RunningAgent, Caller> kind) {
        this.name = name;
        this.values = List.copyOf(values);
        this.kind = kind;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Integer> values() {
        return values;
    }

    @Override
    public List<Figure> figures() {
        return values.stream()
                .map(value -> new Figure(
                        name + "_" + value,
                        "verified answers, " + value + " in flight, over the raw loop on two threads",
                        "1/s",
                        Limit.NONE))
                .toList();
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        Caller caller = kind.apply(stand.agent());
        try (ClosedLoop loop = ClosedLoop.start(caller::request, values.get(values.size() / 2))) {
            stand.pace().warmUp().run(loop);
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                return read(stand.beside(RAW_THREADS, this::loads));
            }

            @Override
            public void close() {
                caller.close();
            }

            private List<Load> loads() throws InterruptedException {
                Duration each = stand.pace().load().dividedBy(PARTS);
                List<Load> loads = new ArrayList<>();
                for (int inFlight : values) {
                    loads.add(ClosedLoop.measure(caller::request, inFlight, each));
                }
                return loads;
            }
        };
    }

    private static List<Reading> read(Beside<List<Load>> beside) {
        return beside.result().stream()
                .map(load -> Reading.of(load.perSecond() / beside.raw().perSecond(), load.perSecond(), load))
                .toList();
    }
}
