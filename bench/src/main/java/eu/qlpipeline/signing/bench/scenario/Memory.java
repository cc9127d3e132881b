package eu.qlpipeline.signing.bench.scenario;

import eu.qlpipeline.signing.bench.bed.RunningAgent;
import eu.qlpipeline.signing.bench.load.ClosedLoop;

/** Resident memory of the agent after a load with 256 raw challenges in flight. */
final class Memory implements Scenario {

    private static final int IN_FLIGHT = 256;

    @Override
    public String name() {
        return "rss_256";
    }

    @Override
    public String meaning() {
        return "resident memory of the agent with 256 raw challenges in flight";
    }

    @Override
    public String unit() {
        return "MiB";
    }

    @Override
    public Limit limit() {
        return Limit.atMost(160);
    }

    @Override
    public Measurement measure(Round round) throws InterruptedException {
        try (RunningAgent agent = round.bed().start();
                Throughput.Caller caller = Callers.raw(agent)) {
            new ClosedLoop(IN_FLIGHT).run(caller::request, round.duration());
            double mib = agent.residentMib();
            return Measurement.of(mib, mib);
        }
    }
}
