package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.disk.Blockage;
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

/**
 * The journal on the disk. One thread writes what was handed over meanwhile as one group, with one fsync; what nobody waits
 * for has it within a second. Where the disk refuses, the journal is blocked: nothing is taken in until a record could be written
 * again, which is tried every second.
 *
 * <p>Safe for use by several threads.
 */
final class DurableJournal implements RequestJournal {

    /** How many records may be on their way to the disk. */
    static final int MOST_IN_FLIGHT = 65_536;

    private static final System.Logger LOG = System.getLogger(DurableJournal.class.getName());
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GroupWriter writer;
    private final Clock clock;
    private final LongConsumer progress;
    private final SubmissionQueue queue = new SubmissionQueue(MOST_IN_FLIGHT);
    private final Releases releases = new Releases(queue);
    private final Blockage blockage;
    private final CopyOnWriteArrayList<LongConsumer> groupListeners = new CopyOnWriteArrayList<>();
    private final DiskWatch disk;
    private final Thread thread = new Thread(this::work, "audit-writer");

    /** A journal that has not begun; on its thread {@code progress} is told of the number of durable records. */
    DurableJournal(GroupWriter writer, Clock clock, LongConsumer progress, Blockage blockage) {
        this.writer = writer;
        this.clock = clock;
        this.progress = progress;
        this.blockage = blockage;
        this.disk = new DiskWatch(blockage);
    }

    /** Begins to write, with the record that the log was opened; returns when that is durable. */
    void begin() throws IOException {
        disk.ask(writer::opened);
        thread.start();
    }

    /** Why nothing can be recorded; empty where it can. */
    Optional<AgentException> blocked() {
        return blockage.reason().or(disk::silence);
    }

    /** Has the listener told of each change of {@link #blocked}, on a thread of the journal. */
    void onChange(Runnable listener) {
        blockage.onChange(listener);
    }

    /** Has the listener told, on the journal's thread, how many nanoseconds each group took that somebody waited for. */
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
        try {
            while (!queue.isExhausted()) {
                List<Submission> group = queue.take(IDLE);
                if (blockage.isThere()) {
                    releases.release(group, blocked());
                    writer.free().look();
                    if (blockage.isWorthATry()) {
                        recover();
                    }
                } else {
                    commitOrEnd(group);
                }
            }
            seal();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Commits; whatever comes of that but what the disk refuses may have left the tree half grown, and ends the log. */
    private void commitOrEnd(List<Submission> group) {
        try {
            commit(group);
        } catch (RuntimeException | Error e) {
            blockage.beginForGood(e);
        }
    }

    private void commit(List<Submission> group) {
        long start = System.nanoTime();
        try {
            disk.ask(() -> writer.write(group));
        } catch (IOException | RuntimeException | Error e) {
            // Whatever goes wrong here, nothing that is not on the disk may be answered.
            blockage.begin(e);
            releases.release(group, blocked());
            return;
        }
        long took = System.nanoTime() - start;
        releases.release(group, Optional.empty());
        if (!groupListeners.isEmpty() && group.stream().anyMatch(Submission::isAwaited)) {
            groupListeners.forEach(listener -> tell(() -> listener.accept(took)));
        }
        writer.settle();
        tell(() -> progress.accept(writer.size()));
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "audit: defect of a listener", e);
        }
    }

    private void recover() {
        try {
            disk.ask(writer::recover);
        } catch (IOException | RuntimeException | Error e) {
            blockage.lasts(e);
            return;
        }
        blockage.end();
    }

    private void seal() {
        try {
            if (!blockage.isThere()) {
                writer.seal();
            }
        } catch (IOException e) {
            blockage.begin(e);
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
