package eu.qlpipeline.signing.client.internal.stream;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ever longer pauses between an agent that is left and the next one, until one answers. Safe for use by several threads. */
final class MovePauses {

    private static final int FIRST_MILLIS = 20;
    private static final int MOST_DOUBLINGS = 5;

    private final AtomicInteger moves = new AtomicInteger();

    /** The next pause, with jitter, in milliseconds. */
    long nextMillis() {
        int doublings = Math.min(MOST_DOUBLINGS, moves.getAndIncrement());
        long longest = (long) FIRST_MILLIS << doublings;
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }

    /** An agent answered. */
    void reset() {
        if (moves.get() != 0) {
            moves.set(0);
        }
    }
}
