package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells those who wait, in the order of the log: a few at once, since another thread would cost more than it saves, and many on
 * a thread of its own, so that the disk is not kept waiting. Groups come from one thread.
 */
final class Releases implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Releases.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FEW = 16;

    private final SubmissionQueue queue;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new Thread(task, "audit-release"));

    Releases(SubmissionQueue queue) {
        this.queue = queue;
        // Not when it is needed first: where no thread can be made, the agent had better not start.
        worker.prestartCoreThread();
    }

    /** Tells of a group that is durable, or, where there is a reason, that it is not. */
    void release(List<Submission> group, Optional<AgentException> lost) {
        int outcomes = group.stream()
                .mapToInt(submission -> submission.conclusions().size())
                .sum();
        if (outcomes <= FEW && underWay.get() == 0) {
            tell(group, lost);
            return;
        }
        underWay.incrementAndGet();
        worker.execute(() -> {
            tell(group, lost);
            underWay.decrementAndGet();
        });
    }

    private void tell(List<Submission> group, Optional<AgentException> lost) {
        for (Submission submission : group) {
            try {
                lost.ifPresentOrElse(submission.listener()::lost, submission.listener()::durable);
            } catch (RuntimeException | Error e) {
                // A listener's defect must neither keep the others waiting nor end the thread.
                LOG.log(System.Logger.Level.ERROR, "audit: defect of a listener", e);
            } finally {
                queue.done(submission.size());
            }
        }
    }

    /** Waits, for 10 seconds at the most, until all were told. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "audit: answers still on their way out");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
