package eu.qlpipeline.signing.agent.rpc.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The answers that callers do not read, of all callers together, in bytes. Where that is much, each has to read sooner, so that
 * many callers together cannot have the agent's memory filled either, and one that reads its answers goes on.
 *
 * <p>Safe for use by several threads.
 */
public final class UnreadOfAll {

    /** So many callers may leave unread what one may. */
    private static final int CALLERS = 8;

    /** The part of it that each may leave unread where all together leave much. */
    private static final int PART = 32;

    private final int ofOne;
    private final AtomicLong bytes = new AtomicLong();

    /** @param ofOne from how many bytes on nothing more is taken in from a caller, whatever the others do */
    public UnreadOfAll(int ofOne) {
        this.ofOne = ofOne;
    }

    /** The account of one caller more. */
    public UnreadAnswers ofCaller() {
        return new UnreadAnswers(this);
    }

    /** From how many bytes on nothing more is taken in at this moment from a caller that leaves so many unread. */
    int limit(long own) {
        return bytes.get() - own < (long) CALLERS * ofOne ? ofOne : ofOne / PART;
    }

    void add(long change) {
        bytes.addAndGet(change);
    }
}
