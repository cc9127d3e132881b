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
                        + " of them streams, " + limits.arriving() + " without their request)");
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
        boolean unary = type == MethodDescriptor.MethodType.UNARY;
        AtomicInteger kind = unary ? arriving : streams;
        if (kind.incrementAndGet() > (unary ? limits.arriving() : limits.streams())) {
            kind.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Place(kind, unary));
    }

    /** The place of one call, given back once. Confined to the thread of its connection. */
    static final class Place {

        private final boolean unary;
        private @Nullable AtomicInteger kind;

        private Place(AtomicInteger kind, boolean unary) {
            this.kind = kind;
            this.unary = unary;
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
