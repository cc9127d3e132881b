package eu.qlpipeline.signing.agent.rpc.memory;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open calls of all callers together, and the bytes that come of requests that are not whole or were refused. Where that is
 * much, each may have a small part of what one may have alone, so that several callers together cannot have the agent's memory filled either.
 *
 * <p>Safe for use by several threads.
 */
public final class OpenOfAll {

    /** The part of the calls that each may have open where all together have many. */
    private static final int PART_OF_CALLS = 64;

    /** How many times the room that is left. */
    private static final int SHARE = 8;

    private final int callsOfOne;
    private final AtomicInteger calls = new AtomicInteger();
    private final BytesOfAll bytes;

    /**
     * None yet.
     *
     * @param callsOfOne how many calls one caller may have open
     * @param bytesOfOne how many bytes may have come of its unfinished requests
     */
    public OpenOfAll(int callsOfOne, long bytesOfOne) {
        this.callsOfOne = callsOfOne;
        this.bytes = new BytesOfAll(bytesOfOne, 1);
    }

    /**
     * How many calls a caller may have open at this moment: eight times as many as there is room left for, so that one who has all that
     * one may leaves others some, and few where there is none.
     *
     * @see <a href="https://doi.org/10.1109/90.664262">Choudhury, Hahne: Dynamic queue length thresholds</a>
     */
    public int calls() {
        return Math.max(few(), Math.min(callsOfOne, SHARE * (most() - calls.get())));
    }

    /** Whether all have so many open that a refusal is not enough for a caller that has so many. */
    public boolean isFull(int own) {
        return own > 2 * few() && own < calls.get() && calls.get() > most();
    }

    private int most() {
        return callsOfOne + callsOfOne / 2;
    }

    private int few() {
        return Math.max(1, callsOfOne / PART_OF_CALLS);
    }

    /** How many bytes may have come of the unfinished requests of a caller, of which so many have. */
    public long bytes(long own) {
        return bytes.limit(own);
    }

    /** So many more calls are open. */
    public void addCalls(int change) {
        calls.addAndGet(change);
    }

    /** So many more bytes have come. */
    public void addBytes(long change) {
        bytes.add(change);
    }
}
