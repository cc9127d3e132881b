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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Processor time of the agent for each raw signature, as a multiple of that with one caller: every caller has an entry
 * and a connection, and they ask in turn. Each number of callers has two windows, at the same distance from the middle of the
 * round, so that a machine that gets slower meanwhile tells nothing of callers.
 */
final class CallerGrowth implements Curve {

    private static final String NAME = "growth_callers";
    private static final List<Integer> CALLERS = List.of(1, 10, 100, 500);
    private static final int IN_FLIGHT = 64;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double FLAT = 1.10;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Integer> values() {
        return CALLERS;
    }

    @Override
    public List<Figure> figures() {
        return CALLERS.stream()
                .map(callers -> new Figure(
                        NAME + "_" + callers,
                        "processor time of the agent for each raw signature, " + callers
                                + " callers, over that with one",
                        "us",
                        Limit.atMost(FLAT)))
                .toList();
    }

    @Override
    public Running open(Stand stand) throws InterruptedException {
        List<Crowd> crowds = new ArrayList<>();
        for (int callers : CALLERS) {
            RunningAgent agent = stand.bed().startFor(callers);
            crowds.add(new Crowd(agent, ManyCallers.connect(agent, callers)));
        }
        for (Crowd crowd : crowds) {
            try (ClosedLoop loop = ClosedLoop.start(crowd.caller::request, IN_FLIGHT)) {
                stand.pace().heating().run(loop);
            }
        }
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                Duration window = stand.pace().load().dividedBy(4);
                List<Cost> costs = new ArrayList<>();
                for (Crowd crowd : crowds) {
                    costs.add(crowd.cost(window));
                }
                for (int i = crowds.size() - 1; i >= 0; i--) {
                    costs.set(i, costs.get(i).and(crowds.get(i).cost(window)));
                }
                double base = costs.get(0).micros();
                return costs.stream()
                        .map(cost -> Reading.of(cost.micros() / base, cost.micros(), cost.load))
                        .toList();
            }

            @Override
            public void close() {
                crowds.forEach(Crowd::close);
            }
        };
    }

    /**
     * What a load cost.
     *
     * @param spent the agent's processor time, in seconds
     * @param load what it was spent on
     */
    private record Cost(double spent, Load load) {

        Cost and(Cost other) {
            return new Cost(spent + other.spent, load.and(other.load));
        }

        double micros() {
            return spent * MICROS_PER_SECOND / load.answered();
        }
    }

    private record Crowd(RunningAgent agent, Caller caller) {

        Cost cost(Duration time) throws InterruptedException {
            try (ClosedLoop loop = ClosedLoop.start(caller::request, IN_FLIGHT)) {
                loop.window(Duration.ofMillis(300));
                double before = agent.processorSeconds();
                Load load = loop.window(time);
                return new Cost(agent.processorSeconds() - before, load);
            }
        }

        void close() {
            caller.close();
            agent.close();
        }
    }
}
