package eu.qlpipeline.signing.agent.rpc.memory;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The answers on a caller's streams that it does not read, over all its connections, in bytes. An answer to what was taken in is
 * always sent; a caller that has too many unread is taken nothing more from, so that it cannot have the agent's memory filled with them.
 *
 * <p>Safe for use by several threads.
 */
public final class UnreadAnswers {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final BytesOfAll all;
    private final AtomicLong bytes = new AtomicLong();

    UnreadAnswers(BytesOfAll all) {
        this.all = all;
    }

    /**
     * Returns if more may be taken in.
     *
     * @throws AgentException (CONCURRENCY_LIMITED) if the caller has to read first
     */
    public void requireRoom() {
        long own = bytes.get();
        long limit = all.limit(own);
        if (own >= limit) {
            throw AgentException.refusal(
                    ReasonCode.CONCURRENCY_LIMITED,
                    "answers: " + limit + " bytes or more were sent to this caller and not read (expected: fewer)",
                    SOON);
        }
    }

    /** The account of a stream that begins. */
    public OfStream begin() {
        return new OfStream();
    }

    /** What of it is one stream's. Not safe for use by several threads. */
    public final class OfStream {

        private long held;
        private boolean over;

        private OfStream() {}

        /** So many bytes were sent and have to wait for the caller. */
        public void waits(int size) {
            if (!over) {
                change(size);
            }
        }

        /** All that waited is on its way. */
        public void taken() {
            change(-held);
        }

        private void change(long more) {
            held += more;
            bytes.addAndGet(more);
            all.add(more);
        }

        /** The stream is gone, with all that waited. */
        public void end() {
            over = true;
            taken();
        }
    }
}
