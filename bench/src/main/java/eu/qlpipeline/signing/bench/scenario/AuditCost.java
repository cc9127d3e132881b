package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.load.Load;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Pace;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Throughput of an agent that keeps an audit log over that of one that does not, measured before and after it. */
final class AuditCost implements Scenario {

    private static final int MOST_ROUNDS = 3;

    private final Figure figure;
    private final int inFlight;
    private final Function<RunningAgent, Caller> kind;

    /**
     * @param name the fixed name
     * @param inFlight requests in flight
     * @param limit of the ratio
     * @param kind connects a caller to an agent
     */
    AuditCost(String name, int inFlight, Limit limit, Function<RunningAgent, Caller> kind) {
        this.figure = new Figure(
                name,
                "verified answers, " + inFlight + " in flight, with the audit log over those without",
                "1/s",
                limit);
        this.inFlight = inFlight;
        this.kind = kind;
    }

    @Override
    public List<Figure> figures() {
        return List.of(figure);
    }

    @Override
    public int rounds(Pace pace) {
        return Math.min(pace.rounds(), MOST_ROUNDS);
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        RunningAgent on = stand.bed().start("audit.mode=on");
        RunningAgent off = stand.bed().start("audit.mode=off");
        Caller audited = kind.apply(on);
        Caller plain = kind.apply(off);
        for (Caller caller : List.of(audited, plain)) {
            try (ClosedLoop loop = ClosedLoop.start(caller::request, inFlight)) {
                stand.pace().heating().run(loop);
            }
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                Duration time = stand.pace().load();
                double before = load(plain, time.dividedBy(2)).perSecond();
                Load load = load(audited, time);
                double after = load(plain, time.dividedBy(2)).perSecond();
                return List.of(Reading.of(load.perSecond() / ((before + after) / 2), load.perSecond(), load));
            }

            @Override
            public void close() {
                audited.close();
                plain.close();
                on.close();
                off.close();
            }

            private Load load(Caller caller, Duration time) throws InterruptedException {
                return ClosedLoop.measure(caller::request, inFlight, time);
            }
        };
    }
}
