package eu.qlpipeline.signing.agent.admission;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one kind of one caller, over all its connections. Who enters leaves once.
 *
 * <p>Safe for use by several threads.
 */
final class Gate {

    private static final Duration SOON = Duration.ofMillis(50);

    private final String prefix;
    private final CallerLimits limits;
    private final @Nullable TokenBucket bucket;
    private final int most;
    private final AtomicInteger inside = new AtomicInteger();

    /** @param prefix what the keys of that kind begin with, for messages */
    Gate(String prefix, CallerLimits limits, LongSupplier nanoTime) {
        this.prefix = prefix;
        this.limits = limits;
        this.bucket = limits.rate().map(rate -> new TokenBucket(rate, nanoTime)).orElse(null);
        this.most = limits.concurrency().orElse(Integer.MAX_VALUE);
    }

    CallerLimits limits() {
        return limits;
    }

    /**
     * Lets one request in.
     *
     * @throws AgentException (CONCURRENCY_LIMITED) if as many as may are inside; (RATE_LIMITED) if they come too fast. It then
     *     is not inside
     */
    void enter() {
        if (inside.incrementAndGet() > most) {
            leave();
            throw AgentException.refusal(
                    ReasonCode.CONCURRENCY_LIMITED,
                    prefix + "concurrency: " + most + " of this caller in work already",
                    SOON);
        }
        Optional<Duration> wait = bucket == null ? Optional.empty() : bucket.take();
        if (wait.isPresent()) {
            leave();
            throw AgentException.refusal(
                    ReasonCode.RATE_LIMITED,
                    prefix + "rate: more than " + limits.rate().orElseThrow().perSecond() + " a second of this caller",
                    wait.get());
        }
    }

    void leave() {
        inside.decrementAndGet();
    }
}
