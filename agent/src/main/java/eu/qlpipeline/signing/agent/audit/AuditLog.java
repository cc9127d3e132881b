package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.disk.DiskWatch;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import eu.qlpipeline.signing.contract.audit.Result;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The journal on the disk. One thread writes what was handed over meanwhile as one group, with one fsync; what nobody waits
 * for has it within a second. Where the disk refuses, the log is blocked: nothing is taken in until a record could be written
 * again, which is tried every second.
 *
 * <p>Safe for use by several threads.
 */
final class AuditLog implements RequestJournal {

    /** How many records may be on their way to the disk. */
    static final int MOST_IN_FLIGHT = 65_536;

    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());
    private static final Duration PROBE = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GroupWriter writer;
    private final Clock clock;
    private final LongConsumer progress;
    private final SubmissionQueue queue = new SubmissionQueue(MOST_IN_FLIGHT);
    private final Releases releases = new Releases(queue);
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<LongConsumer> groupListeners = new CopyOnWriteArrayList<>();
    private final DiskWatch disk = new DiskWatch(() -> listeners.forEach(Runnable::run));
    private final Thread thread = new Thread(this::work, "audit-writer");
    private volatile @Nullable AgentException blocked;

    /**
     * A log with its thread started.
     *
     * @param progress told of the number of durable records, on the log's thread
     */
    AuditLog(GroupWriter writer, Clock clock, LongConsumer progress) {
        this.writer = writer;
        this.clock = clock;
        this.progress = progress;
        thread.start();
    }

    /** Why nothing can be recorded; empty where it can. */
    Optional<AgentException> blocked() {
        return Optional.ofNullable(blocked).or(disk::silence);
    }

    /** Has the listener told of each change of {@link #blocked}, on a thread of the log. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Has the listener told, on the log's thread, how many nanoseconds each group took that somebody waited for. */
    void onGroup(LongConsumer listener) {
        groupListeners.add(listener);
    }

    @Override
    public void requireWritable() {
        blocked().ifPresent(reason -> {
            throw new AgentException(reason.reason(), String.valueOf(reason.getMessage()), reason);
        });
    }

    @Override
    public void intend(List<JournalledRequest> requests) {
        requireWritable();
        if (!queue.put(Submission.unawaited(clock.millis(), requests, List.of()))) {
            throw stopped();
        }
    }

    @Override
    public void conclude(List<Conclusion> conclusions, Durability listener) {
        if (!queue.put(new Submission(clock.millis(), List.of(), conclusions, listener))) {
            listener.lost(stopped());
        }
    }

    @Override
    public void refused(RequestFacts request, ReasonCode reason) {
        requireWritable();
        var conclusion = new Conclusion(new JournalledRequest(request), new Result.Refused(reason.name()));
        if (!queue.offer(Submission.unawaited(clock.millis(), List.of(), List.of(conclusion)))) {
            throw new AgentException(
                    ReasonCode.OVERLOADED, "audit: full queue to the disk (expected: room for one more record)");
        }
    }

    private static AgentException stopped() {
        return new AgentException(ReasonCode.SHUTTING_DOWN, "audit: stopped");
    }

    private void work() {
        long nextProbe = System.nanoTime();
        try {
            while (!queue.isExhausted()) {
                List<Submission> group = queue.take(IDLE);
                if (blocked != null) {
                    releases.release(group, blocked());
                    if (System.nanoTime() - nextProbe >= 0) {
                        recover();
                        nextProbe = System.nanoTime() + PROBE.toNanos();
                    }
                } else if (!group.isEmpty() || writer.isOverdue()) {
                    commit(group);
                    nextProbe = System.nanoTime() + PROBE.toNanos();
                }
            }
            seal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void commit(List<Submission> group) {
        long start = System.nanoTime();
        disk.asked(start);
        try {
            writer.write(group);
        } catch (IOException | RuntimeException e) {
            // Whatever goes wrong here, nothing that is not on the disk may be answered.
            block(e);
            releases.release(group, blocked());
            return;
        } finally {
            disk.answered();
        }
        long took = System.nanoTime() - start;
        releases.release(group, Optional.empty());
        if (!groupListeners.isEmpty() && group.stream().anyMatch(Submission::isAwaited)) {
            groupListeners.forEach(listener -> listener.accept(took));
        }
        writer.settle();
        progress.accept(writer.size());
    }

    private void block(Exception cause) {
        blocked = new AgentException(
                ReasonCode.AUDIT_BLOCKED,
                "audit: not writable: " + cause.getMessage() + " (expected: room on a disk that can be written)",
                cause,
                "make room on the disk of audit.directory, or mend it; the agent goes on by itself");
        LOG.log(System.Logger.Level.ERROR, "audit: blocked, nothing is signed", cause);
        listeners.forEach(Runnable::run);
    }

    private void recover() {
        disk.asked(System.nanoTime());
        try {
            writer.recover();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "audit: still blocked: {0}", e.getMessage());
            return;
        } finally {
            disk.answered();
        }
        blocked = null;
        LOG.log(System.Logger.Level.INFO, "audit: writable again");
        listeners.forEach(Runnable::run);
    }

    private void seal() {
        try {
            if (blocked == null) {
                writer.seal();
            }
        } catch (IOException e) {
            block(e);
        }
    }

    /** Takes nothing in any more, waits for the disk and for those who are told, 10 s at the most for each; tells if it ended. */
    boolean stop() {
        queue.stop();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        releases.close();
        disk.close();
        return !thread.isAlive();
    }
}
