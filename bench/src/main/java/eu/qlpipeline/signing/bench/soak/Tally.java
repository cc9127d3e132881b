package eu.qlpipeline.signing.bench.soak;

import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.AgentUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What came of the calls. Safe for use by several threads. */
final class Tally {

    /** What a timer and a busy machine may add to a deadline. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Duration deadline;
    private final LongAdder verified = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    Tally(Duration deadline) {
        this.deadline = deadline;
    }

    /** Counts one call that is over. */
    void add(long started, @Nullable Throwable failure) {
        long waited = System.nanoTime() - started;
        longest.accumulate(waited);
        if (waited > deadline.plus(SLACK).toNanos()) {
            late.increment();
        }
        if (failure == null) {
            verified.increment();
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean noAnswer = cause instanceof AgentUnavailableException
                || (cause instanceof AgentRefusedException refused && refused.isRetryable());
        (noAnswer ? unanswered : rejected).increment();
    }

    long verified() {
        return verified.sum();
    }

    /** Calls without an answer from any agent: allowed, and counted. */
    long unanswered() {
        return unanswered.sum();
    }

    /** Answers that did not verify, and failures that are none of an agent's: never allowed. */
    long rejected() {
        return rejected.sum();
    }

    /** Calls that were over only after their deadline: never allowed. */
    long late() {
        return late.sum();
    }

    long longestMillis() {
        return Duration.ofNanos(longest.get()).toMillis();
    }
}
