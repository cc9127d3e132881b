package eu.qlpipeline.signing.agent.signing;

import java.util.ArrayDeque;
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

    private final Map<String, Queue<Waiting>> lanes = new HashMap<>();
    private final Deque<Queue<Waiting>> turn = new ArrayDeque<>();
    private int size;

    /** Puts a request at the end of its caller's lane. */
    void add(Waiting waiting) {
        Queue<Waiting> lane = lanes.computeIfAbsent(waiting.request().caller().name(), name -> new ArrayDeque<>());
        if (lane.isEmpty()) {
            turn.add(lane);
        }
        lane.add(waiting);
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

    /** Takes one request from each lane in turn, and again, until there are that many or none is left. */
    void drainTo(List<Waiting> target, int limit) {
        while (target.size() < limit && !turn.isEmpty()) {
            Queue<Waiting> lane = turn.remove();
            target.add(lane.remove());
            size--;
            if (lane.isEmpty()) {
                continue;
            }
            turn.add(lane);
        }
        if (turn.isEmpty()) {
            // Callers come and go; an empty lane is not kept for one that may never be back.
            lanes.clear();
        }
    }
}
