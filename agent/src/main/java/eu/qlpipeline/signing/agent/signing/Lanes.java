package eu.qlpipeline.signing.agent.signing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * What waits, in one lane for each caller. Lanes are served by start-time fair queueing: a request's start is one after that
 * of the one before it in its lane, but not before that of the last one taken, and the earliest start is served first. So a
 * caller with many requests takes nothing from one with few, nor from one that asks again only when it was answered. Not safe
 * for use by several threads.
 *
 * @see <a href="https://doi.org/10.1109/90.649569">Goyal, Vin, Cheng: Start-time fair queueing</a>
 */
final class Lanes {

    private static final int MOST_EMPTY = 1024;

    private final Map<String, Lane> lanes = new HashMap<>();
    private final PriorityQueue<Lane> turn = new PriorityQueue<>(
            Comparator.<Lane>comparingLong(lane -> lane.start).thenComparingLong(lane -> lane.arrival));
    private int size;
    private long lastStart;
    private long arrivals;

    /** Puts a request at the end of its caller's lane. */
    void add(Waiting waiting) {
        Lane lane = lanes.computeIfAbsent(waiting.request().caller().name(), name -> new Lane());
        if (lane.waiting.isEmpty()) {
            lane.start = Math.max(lane.start, lastStart);
            queue(lane);
        }
        lane.waiting.add(waiting);
        size++;
    }

    private void queue(Lane lane) {
        lane.arrival = arrivals++;
        turn.add(lane);
    }

    /** Number of requests in all lanes. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return turn.isEmpty();
    }

    /** Number of callers with something in their lane. */
    int callers() {
        return turn.size();
    }

    /** Number of requests in the lane of one caller. */
    int waiting(String caller) {
        Lane own = lanes.get(caller);
        return own == null ? 0 : own.waiting.size();
    }

    /** How many requests are taken before one that this caller adds now: the others' no more often than its own. */
    int ahead(String caller) {
        int ownWaiting = waiting(caller);
        int others = turn.size() - (ownWaiting > 0 ? 1 : 0);
        return (int) Math.min(size, ownWaiting + (ownWaiting + 1L) * others);
    }

    /**
     * Takes that many requests, or all there are. What comes from one lane is put together, since neighbours in a batch can
     * share their proof.
     */
    void drainTo(List<Waiting> target, int limit) {
        int count = Math.min(limit, size);
        List<Lane> served = new ArrayList<>();
        for (int left = count; left > 0; ) {
            Lane lane = turn.remove();
            // One that is left alone has all the turns that follow.
            int turns = turn.isEmpty() ? left : 1;
            if (lane.granted == 0) {
                served.add(lane);
            }
            lane.granted += turns;
            lane.start += turns;
            lastStart = lane.start - 1;
            left -= turns;
            if (lane.granted < lane.waiting.size()) {
                queue(lane);
            }
        }
        for (Lane lane : served) {
            for (; lane.granted > 0; lane.granted--) {
                target.add(lane.waiting.remove());
            }
        }
        size -= count;
        if (lanes.size() > MOST_EMPTY && turn.isEmpty()) {
            // Callers come and go; an empty lane is not kept for ever for one that may never be back.
            lanes.clear();
        }
    }

    /** What waits of one caller. */
    private static final class Lane {

        private final Queue<Waiting> waiting = new ArrayDeque<>();
        private long start;
        private long arrival;
        private int granted;
    }
}
