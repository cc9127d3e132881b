package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.Caller;
import eu.qlpipeline.signing.bench.bed.Callers;
import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;
import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import eu.qlpipeline.signing.bench.measure.Scenario;
import eu.qlpipeline.signing.bench.measure.Stand;
import java.util.List;

/** The most memory that an agent of its own ever had resident, under 256 raw challenges in flight. */
final class Memory implements Scenario {

    private static final int IN_FLIGHT = 256;

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(
                "rss_256",
                "most resident memory of the agent, 256 raw challenges in flight, in MiB",
                "MiB",
                Limit.atMost(160)));
    }

    @Override
    public Running open(Stand stand) {
        RunningAgent agent = stand.bed().start();
        Caller caller = Callers.raw(agent);
        return new Running() {
            @Override
            public List<Reading> measure() throws InterruptedException {
                var load = ClosedLoop.measure(
                        caller::request, IN_FLIGHT, stand.pace().load());
                double mib = agent.mostResidentMib();
                return List.of(Reading.of(mib, mib, load));
            }

            @Override
            public void close() {
                caller.close();
                agent.close();
            }
        };
    }
}
