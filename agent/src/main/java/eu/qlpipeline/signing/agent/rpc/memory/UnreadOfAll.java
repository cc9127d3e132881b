package eu.qlpipeline.signing.agent.rpc.memory;

/**
 * The answers that callers do not read, of all callers together, in bytes. Where that is much, each has to read sooner, so that
 * many callers together cannot have the agent's memory filled either, and one that reads its answers goes on.
 *
 * <p>Safe for use by several threads.
 */
public final class UnreadOfAll {

    /** So many callers may leave unread what one may. */
    private static final int CALLERS = 8;

    private final BytesOfAll bytes;

    /** @param ofOne from how many bytes on nothing more is taken in from a caller, whatever the others do */
    public UnreadOfAll(int ofOne) {
        this.bytes = new BytesOfAll(ofOne, CALLERS);
    }

    /** The account of one caller more. */
    public UnreadAnswers ofCaller() {
        return new UnreadAnswers(bytes);
    }
}
