package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The open calls of one caller over all its connections, those included that are refused and not yet gone.
 *
 * <p>Safe for use by several threads.
 */
final class OpenCalls {

    private final SharedLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger arriving = new AtomicInteger();

    OpenCalls(SharedLimits limits) {
        this.limits = limits;
    }

    /** Why a call has no place. */
    static AgentException refusal(SharedLimits limits) {
        return new AgentException(
                ReasonCode.CONCURRENCY_LIMITED,
                "calls: too many of this caller are open (expected: at most " + limits.calls() + ", " + limits.streams()
                        + " of them streams, " + limits.arriving() + " with a part of their request)");
    }

    /** Counts a call that begins, whatever becomes of it; whether its connection may go on. */
    boolean begin() {
        return open.incrementAndGet() <= limits.calls() + limits.refused();
    }

    /** Counts the end of a call that began. */
    void end() {
        open.decrementAndGet();
    }

    /** A place for a call that began; empty where it has to be refused. */
    Optional<Place> enter(MethodDescriptor.MethodType type) {
        if (open.get() > limits.calls()) {
            return Optional.empty();
        }
        var place = new Place(type == MethodDescriptor.MethodType.UNARY);
        return place.unary || place.take(streams, limits.streams()) ? Optional.of(place) : Optional.empty();
    }

    /** The place of one call, given back once. Confined to the thread of its connection. */
    final class Place {

        private final boolean unary;
        private @Nullable AtomicInteger kind;

        private Place(boolean unary) {
            this.unary = unary;
        }

        private boolean take(AtomicInteger count, int most) {
            if (count.incrementAndGet() > most) {
                count.decrementAndGet();
                return false;
            }
            kind = count;
            return true;
        }

        /** The first part of the request is there; whether it may wait for the rest. */
        boolean begins() {
            return !unary || take(arriving, limits.arriving());
        }

        /** The whole request is there. */
        void arrived() {
            if (unary) {
                leave();
            }
        }

        void leave() {
            AtomicInteger taken = kind;
            if (taken != null) {
                kind = null;
                taken.decrementAndGet();
            }
        }
    }
}
