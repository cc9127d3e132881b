package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.rpc.memory.OpenOfAll;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadAnswers;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The open calls of one caller over all its connections, those included that are refused and not yet gone.
 *
 * <p>Safe for use by several threads.
 */
final class OpenCalls {

    private final SharedLimits limits;
    private final OpenOfAll all;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong arriving = new AtomicLong();
    /** What still comes of unary calls that were refused, and is held until their refusal is taken up. */
    private final AtomicLong inVain = new AtomicLong();

    private final UnreadAnswers unread;

    /**
     * @param all those of all callers
     * @param unread the answers that the caller does not read
     */
    OpenCalls(SharedLimits limits, OpenOfAll all, UnreadAnswers unread) {
        this.limits = limits;
        this.all = all;
        this.unread = unread;
    }

    /** The answers that the caller does not read. */
    UnreadAnswers unread() {
        return unread;
    }

    /** Why a call has no place. */
    static AgentException refusal(SharedLimits limits) {
        return new AgentException(
                ReasonCode.CONCURRENCY_LIMITED,
                "calls: too many of this caller are open (expected: at most " + limits.calls() + ", " + limits.streams()
                        + " of them streams, " + limits.arriving() / SharedLimits.EACH
                        + " with a part of their request; fewer while all callers have very many)");
    }

    /** Counts a call that begins, whatever becomes of it; whether its connection may go on. */
    boolean begin() {
        int own = open.incrementAndGet();
        all.addCalls(1);
        return own <= limits.calls() + limits.refused() && !all.isFull(own);
    }

    /** Counts the end of a call that began. */
    void end() {
        open.decrementAndGet();
        all.addCalls(-1);
    }

    /** A place for a call that began; empty where it has to be refused. */
    Optional<Place> enter(MethodDescriptor.MethodType type) {
        if (open.get() > all.calls()) {
            return Optional.empty();
        }
        var place = new Place(type == MethodDescriptor.MethodType.UNARY);
        return place.unary || place.takeStream() ? Optional.of(place) : Optional.empty();
    }

    /** Whether so much comes of refused calls that to refuse is not enough: who sends it takes no refusal up. */
    boolean isFlooded() {
        return inVain.get() > mostBytes();
    }

    private long mostBytes() {
        return all.bytes(arriving.get() + inVain.get());
    }

    /** The place of one call, given back once. Confined to the thread of its connection. */
    final class Place {

        /** Of what holds one more part together. */
        private static final int PART = 128;

        private final boolean unary;
        private boolean stream;
        private boolean whole;
        private long held;
        /** More than nothing once it was refused. */
        private long heldInVain;

        private Place(boolean unary) {
            this.unary = unary;
        }

        private boolean takeStream() {
            stream = streams.incrementAndGet() <= limits.streams();
            if (!stream) {
                streams.decrementAndGet();
            }
            return stream;
        }

        /** A part of the request is there, of so many bytes; whether it may wait for the rest. */
        boolean holds(long bytes) {
            if (!unary || whole) {
                return true;
            }
            if (heldInVain == 0 && takes(bytes)) {
                return true;
            }
            giveBack();
            heldInVain += PART + bytes;
            inVain.addAndGet(PART + bytes);
            all.addBytes(PART + bytes);
            return false;
        }

        private boolean takes(long bytes) {
            boolean first = held == 0;
            long more = first ? Math.max(SharedLimits.EACH, bytes) : PART + bytes;
            held += more;
            all.addBytes(more);
            boolean room = arriving.addAndGet(more) <= mostBytes();
            // Who has begun in time may go on, however many have come since.
            return room || (!first && held <= 2L * SharedLimits.EACH);
        }

        private void giveBack() {
            arriving.addAndGet(-held);
            all.addBytes(-held);
            held = 0;
        }

        /** The whole request is there. */
        void arrived() {
            whole = true;
            giveBack();
        }

        void leave() {
            arrived();
            inVain.addAndGet(-heldInVain);
            all.addBytes(-heldInVain);
            heldInVain = 0;
            if (stream) {
                stream = false;
                streams.decrementAndGet();
            }
        }
    }
}
