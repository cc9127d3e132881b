package eu.qlpipeline.signing.acceptance.faults;

import eu.qlpipeline.signing.acceptance.load.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Puts one agent through faults, one after the other, while it is under load. */
final class FaultRun {

    private static final List<String> WELL = List.of("# well");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration MEETING = Duration.ofSeconds(10);
    private static final Duration HALT = Duration.ofSeconds(60);

    private final FaultyAgent agent;
    private final Load load;
    private final List<Sighting> sightings = new ArrayList<>();

    FaultRun(FaultyAgent agent, Load load) {
        this.agent = agent;
        this.load = load;
    }

    List<Sighting> through(List<Fault> faults) {
        for (Fault fault : faults) {
            awaitGood(System.nanoTime(), fault);
            load.drain();
            sightings.add(one(fault));
        }
        return sightings;
    }

    private Sighting one(Fault fault) {
        var seen = new ArrayList<Load.Call>();
        agent.journal().skip();
        agent.control(fault.lines());
        if (fault.end() == Fault.End.RESTART) {
            agent.restartWhenEnded(HALT);
        } else {
            pause(fault.holds());
            awaitMet(fault);
        }
        agent.control(afterwards(fault));
        if (fault.end() == Fault.End.RESTART) {
            agent.serveAgain();
        } else if (fault.end() == Fault.End.UNLATCHED) {
            agent.unlatch();
        }
        long end = System.nanoTime();
        seen.addAll(load.drain());
        Load.Call good = awaitGood(end, fault, seen);
        agent.journal().requireMet(fault);
        return sighting(fault, end, good, seen);
    }

    /** The HSM is well, but what moved or can be removed has not changed. */
    private static List<String> afterwards(Fault fault) {
        List<String> lasting = fault.lines().stream()
                .filter(line -> line.startsWith("slot-xor ") || line.startsWith("removable "))
                .toList();
        return lasting.isEmpty() ? WELL : lasting;
    }

    /** A busy machine may take longer to come across the fault; what comes about only afterwards is asked for at the end. */
    private void awaitMet(Fault fault) {
        long start = System.nanoTime();
        while (!agent.journal().hasMet(fault) && System.nanoTime() - start < MEETING.toNanos()) {
            pause(Duration.ofMillis(20));
        }
    }

    private Sighting sighting(Fault fault, long end, Load.Call good, List<Load.Call> seen) {
        var refusals = new TreeMap<String, Integer>();
        int answers = 0;
        long longest = 0;
        for (Load.Call call : seen) {
            longest = Math.max(longest, TimeUnit.NANOSECONDS.toMillis(call.end() - call.start()));
            if (call.isGood()) {
                answers++;
            } else {
                refusals.merge(call.outcome(), 1, Integer::sum);
            }
        }
        return new Sighting(
                fault,
                answers,
                refusals,
                longest,
                TimeUnit.NANOSECONDS.toMillis(good.end() - end),
                agent.takeRestarts());
    }

    private void awaitGood(long after, Fault before) {
        awaitGood(after, before, new ArrayList<>());
    }

    private Load.Call awaitGood(long after, Fault fault, List<Load.Call> seen) {
        while (System.nanoTime() - after < PATIENCE.toNanos()) {
            List<Load.Call> calls = load.drain();
            seen.addAll(calls);
            for (Load.Call call : calls) {
                if (call.isGood() && call.end() > after) {
                    return call;
                }
            }
            pause(Duration.ofMillis(5));
        }
        throw new AssertionError("no good signature within " + PATIENCE + ": " + fault + "\n"
                + agent.process().running().errorOutput());
    }

    /** A fault lasts for a time; there is nothing to be waited for. */
    private static void pause(Duration time) {
        try {
            new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
