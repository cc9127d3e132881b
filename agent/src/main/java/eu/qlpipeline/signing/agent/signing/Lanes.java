package eu.qlpipeline.signing.agent.signing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * What waits, in one lane for each caller; lanes are served in turn, so that a caller with many requests takes nothing from
 * one with few. Not safe for use by several threads.
 */
final class Lanes {

    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> turn = new ArrayDeque<>();
    private int size;

    /** Puts a request at the end of its caller's lane. */
    void add(Waiting waiting) {
        Lane lane = lanes.computeIfAbsent(waiting.request().caller().name(), name -> new Lane());
        if (lane.waiting.isEmpty()) {
            turn.add(lane);
        }
        lane.waiting.add(waiting);
        size++;
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

    /** How many requests are taken before one that this caller adds now: the others' no more often than its own. */
    int ahead(String caller) {
        Lane own = lanes.get(caller);
        int ownWaiting = own == null ? 0 : own.waiting.size();
        int others = turn.size() - (ownWaiting > 0 ? 1 : 0);
        return (int) Math.min(size, ownWaiting + (ownWaiting + 1L) * others);
    }

    /**
     * Takes one request from each lane in turn, and again, until there are that many or none is left. What comes from one
     * lane is put together, since neighbours in a batch can share their proof.
     */
    void drainTo(List<Waiting> target, int limit) {
        int count = Math.min(limit, size);
        List<Lane> served = new ArrayList<>(turn);
        for (int i = 0; i < count; i++) {
            Lane lane = turn.remove();
            lane.granted++;
            if (lane.granted < lane.waiting.size()) {
                turn.add(lane);
            }
        }
        for (Lane lane : served) {
            for (; lane.granted > 0; lane.granted--) {
                target.add(lane.waiting.remove());
            }
        }
        size -= count;
        if (turn.isEmpty()) {
            // Callers come and go; an empty lane is not kept for one that may never be back.
            lanes.clear();
        }
    }

    /** What waits of one caller. */
    private static final class Lane {

        private final Queue<Waiting> waiting = new ArrayDeque<>();
        private int granted;
    }
}
