package eu.qlpipeline.signing.agent.rpc.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The open calls of all callers together, and the bytes that come of requests that are not whole or were refused. Where that is
 * much, each may have a small part of what one may have alone, so that several callers together cannot have the agent's memory filled either.
 *
 * <p>Safe for use by several threads.
 */
public final class OpenOfAll {

    /** The part of the calls that each may have open where all together have many. */
    private static final int PART_OF_CALLS = 64;

    /** The part of the bytes. */
    private static final int PART_OF_BYTES = 32;

    private final int callsOfOne;
    private final long bytesOfOne;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * None yet.
     *
     * @param callsOfOne how many calls one caller may have open
     * @param bytesOfOne how many bytes may have come of its unfinished requests
     */
    public OpenOfAll(int callsOfOne, long bytesOfOne) {
        this.callsOfOne = callsOfOne;
        this.bytesOfOne = bytesOfOne;
    }

    /** How many calls a caller may have open at this moment that has so many: few where the others have half of what one may. */
    public int calls(int own) {
        return isCrowded(own) ? few() : callsOfOne;
    }

    /** Whether all have so many open that a refusal is not enough for a caller that has so many. */
    public boolean isFull(int own) {
        return isCrowded(own) && own > 2 * few() && calls.get() > callsOfOne + callsOfOne / 2;
    }

    private boolean isCrowded(int own) {
        return calls.get() - own >= callsOfOne / 2;
    }

    private int few() {
        return Math.max(1, callsOfOne / PART_OF_CALLS);
    }

    /** How many bytes may have come of the unfinished requests of a caller, of which so many have. */
    public long bytes(long own) {
        return bytes.get() - own < bytesOfOne ? bytesOfOne : bytesOfOne / PART_OF_BYTES;
    }

    /** So many more calls are open. */
    public void addCalls(int change) {
        calls.addAndGet(change);
    }

    /** So many more bytes have come. */
    public void addBytes(long change) {
        bytes.addAndGet(change);
    }
}
