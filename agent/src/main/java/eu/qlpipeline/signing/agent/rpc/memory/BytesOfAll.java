package eu.qlpipeline.signing.agent.rpc.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What callers have the agent keep for them, of all callers together, in bytes. Where the others have much, each may have a small part
 * of what one may have alone, so that many callers together cannot have the agent's memory filled either. Safe for use by several
 * threads.
 */
final class BytesOfAll {

    /** The part of it that each may have where the others have much. */
    private static final int PART = 32;

    private final long ofOne;
    private final int callers;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * None yet.
     *
     * @param ofOne what one caller may have
     * @param callers so many others may have that before it is much
     */
    BytesOfAll(long ofOne, int callers) {
        this.ofOne = ofOne;
        this.callers = callers;
    }

    /** What a caller that has so many may have at this moment. */
    long limit(long own) {
        return bytes.get() - own < callers * ofOne ? ofOne : ofOne / PART;
    }

    /** So many more are kept. */
    void add(long change) {
        bytes.addAndGet(change);
    }
}
