package eu.qlpipeline.signing.bench.soak;

import eu.qlpipeline.signing.acceptance.fleet.Fleet;
import eu.qlpipeline.signing.acceptance.fleet.FleetAgent;
import eu.qlpipeline.signing.acceptance.process.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Load on three agents, and every three seconds a fault of a random kind at a random one, for two of the three seconds. */
final class Soak {

    static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final int LANES = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration FAULT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SETTLE = Duration.ofSeconds(8);

    private final Fleet fleet;
    private final Processes processes;
    private final Random random;
    private final Consumer<String> out;
    private final Map<String, Integer> faults = new TreeMap<>();

    Soak(Fleet fleet, Processes processes, long seed, Consumer<String> out) {
        this.fleet = fleet;
        this.processes = processes;
        this.random = new Random(seed);
        this.out = out;
    }

    /** Whether all held. */
    boolean run(Duration duration) throws Exception {
        // With faults as well: what an agent loads to recover for the first time is no leak.
        load(WARM_UP, new Tally(DEADLINE), true);
        load(STEADY, new Tally(DEADLINE), false);
        List<Footprint> before = footprints();
        var tally = new Tally(DEADLINE);
        List<Footprint> after = trouble(duration, tally);
        List<Footprint> last = after;
        if (anyHasMoreHeap(after, before)) {
            out.accept("heap: grew; the same once more, to see whether it grows again");
            last = trouble(duration, tally);
        }
        return report(tally, before, after, last);
    }

    private List<Footprint> trouble(Duration duration, Tally tally) throws Exception {
        load(duration, tally, true);
        pause(SETTLE);
        // The same load as before the first measurement, so that pools are as full as they were then.
        load(STEADY, new Tally(DEADLINE), false);
        return footprints();
    }

    private static boolean anyHasMoreHeap(List<Footprint> after, List<Footprint> before) {
        return IntStream.range(0, after.size()).anyMatch(i -> after.get(i).hasMoreHeapThan(before.get(i)));
    }

    private void load(Duration duration, Tally tally, boolean withFaults) throws Exception {
        try (Load load = Load.start(fleet, DEADLINE, tally, LANES)) {
            long end = System.nanoTime() + duration.toNanos();
            while (System.nanoTime() < end) {
                if (withFaults) {
                    oneFault();
                } else {
                    pause(PAUSE);
                }
            }
            load.end(DEADLINE.plus(DEADLINE));
        }
    }

    private void oneFault() throws InterruptedException {
        FleetAgent agent = fleet.agents().get(random.nextInt(fleet.agents().size()));
        Trouble trouble = Trouble.ALL.get(random.nextInt(Trouble.ALL.size()));
        faults.merge(trouble.name(), 1, Integer::sum);
        if (trouble.stopsTheProcess()) {
            agent.freeze(processes);
            pause(FAULT);
            agent.thaw(processes);
        } else {
            agent.faults().tell(trouble.control());
            pause(FAULT);
            agent.faults().clear();
        }
        pause(PAUSE);
    }

    private List<Footprint> footprints() throws InterruptedException {
        pause(PAUSE);
        List<Footprint> all = new ArrayList<>();
        for (FleetAgent agent : fleet.agents()) {
            all.add(Footprint.of(agent, processes));
        }
        return all;
    }

    private boolean report(Tally tally, List<Footprint> before, List<Footprint> after, List<Footprint> last) {
        out.accept("faults: " + faults);
        out.accept("verified: " + tally.verified() + ", without an answer: " + tally.unanswered() + ", rejected: "
                + tally.rejected() + ", over after the deadline: " + tally.late() + ", longest wait: "
                + tally.longestMillis() + " ms");
        boolean held = tally.verified() > 0 && tally.rejected() == 0 && tally.late() == 0;
        for (int i = 0; i < before.size(); i++) {
            boolean kept = after.get(i).hasNoMoreHandlesThan(before.get(i))
                    && last.get(i).hasNoMoreHandlesThan(before.get(i))
                    && !Footprint.heapLeaks(before.get(i), after.get(i), last.get(i));
            out.accept("agent " + i + ": before " + before.get(i) + ", after " + after.get(i)
                    + (after == last ? "" : ", then " + last.get(i)) + (kept ? "" : "  LEAK"));
            held &= kept;
        }
        out.accept(held ? "held" : "FAILED");
        return held;
    }

    private static void pause(Duration time) throws InterruptedException {
        // Nothing ends it before its time but an interrupt.
        new Semaphore(0).tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
