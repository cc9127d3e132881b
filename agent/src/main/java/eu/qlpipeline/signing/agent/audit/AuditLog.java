package eu.qlpipeline.signing.agent.audit;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointSigner;
import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointWriter;
import eu.qlpipeline.signing.agent.audit.checkpoint.Checkpointer;
import eu.qlpipeline.signing.agent.audit.disk.Blockage;
import eu.qlpipeline.signing.agent.audit.opening.OpenLog;
import eu.qlpipeline.signing.agent.audit.receipt.ReceiptDesk;
import eu.qlpipeline.signing.agent.audit.receipt.Receipts;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * The audit log of a running agent, with its checkpoints and the lock on its directory.
 *
 * <p>Safe for use by several threads.
 */
public final class AuditLog implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());

    private final LogDirectory directory;
    private final LogLock lock;
    private final GroupWriter writer;
    private final Checkpointer checkpointer;
    private final DurableJournal journal;
    private final ReceiptDesk desk;

    private AuditLog(
            LogDirectory directory,
            LogLock lock,
            GroupWriter writer,
            Checkpointer checkpointer,
            DurableJournal journal) {
        this.directory = directory;
        this.lock = lock;
        this.writer = writer;
        this.checkpointer = checkpointer;
        this.journal = journal;
        this.desk = new ReceiptDesk(directory, checkpointer::demand);
    }

    /**
     * Opens the log, or makes one. Whoever is refused before it {@linkplain #begin begins} leaves its records as they are.
     *
     * @param signer asked for the first time after {@link #startCheckpoints}
     * @param watch tells of the signer's calls that are lost
     * @throws AgentException (CONFIGURATION) if another agent has it, it is damaged, or it cannot be read or written;
     *     nothing of it then stays open
     */
    public static AuditLog open(
            AuditSettings settings, CheckpointSigner signer, CallWatch watch, Clock clock, SecureRandom random) {
        var directory = new LogDirectory(settings.directory());
        LogLock lock = directory.lock();
        var held = new ArrayDeque<Closeable>(List.of(lock));
        try {
            OpenLog opened = OpenLog.open(directory, lock, random);
            held.push(opened.segment());
            var writer = new GroupWriter(directory, lock, settings.segmentBytes(), clock, opened);
            LOG.log(
                    System.Logger.Level.INFO,
                    "audit: {0}, {1}, {2}",
                    directory.path(),
                    opened.origin().value(),
                    writer.size() == 0 ? "begun anew" : writer.size() + " records");
            var plan = new Checkpointer.Plan(
                    opened.origin(), settings.checkpointRecords(), Duration.ofMinutes(settings.checkpointMinutes()));
            var checkpointer =
                    new Checkpointer(plan, writer::head, signer, new CheckpointWriter(directory, lock), watch);
            var journal = new DurableJournal(writer, clock, checkpointer::advanced, new Blockage(directory.path()));
            return new AuditLog(directory, lock, writer, checkpointer, journal);
        } catch (RuntimeException | Error e) {
            held.forEach(AuditLog::close);
            throw e;
        }
    }

    /**
     * Begins to write, with the record that the log was opened, which a checkpoint has to follow: what was not written to its end is
     * cut, and the record tells how much.
     *
     * @throws AgentException (CONFIGURATION) if the log cannot be written, or has no room for that record: nothing is cut then
     */
    public void begin() {
        try {
            journal.begin();
        } catch (IOException e) {
            throw directory.unwritable(e);
        }
    }

    /** Where requests are recorded. */
    public RequestJournal journal() {
        return journal;
    }

    /** Where callers get receipts. */
    public Receipts receipts() {
        return desk;
    }

    /** Why nothing can be recorded at this moment; empty where it can. */
    public Optional<AgentException> blocked() {
        return journal.blocked();
    }

    /** Has the listener told of each change of {@link #blocked}, on a thread of the log. */
    public void onChange(Runnable listener) {
        journal.onChange(listener);
    }

    /** How many bytes were free on the disk of the log a few seconds ago; empty before the first look, and where nobody can tell. */
    public OptionalLong freeBytes() {
        return writer.free().bytes();
    }

    /** How far the log has come. */
    public Progress progress() {
        return new Progress(writer.size(), checkpointer.made(), checkpointer.covered());
    }

    /**
     * How far a log has come.
     *
     * @param records durable records, those of earlier runs among them
     * @param checkpoints made in this run
     * @param covered records that the last of them covers; 0 before the first
     */
    public record Progress(long records, long checkpoints, long covered) {

        /** For people. */
        @Override
        public String toString() {
            return checkpoints == 0
                    ? "no checkpoint since the start, " + records + " records"
                    : "last checkpoint covers " + covered + " of " + records + " records";
        }
    }

    /** Has the listener told, on a thread of the log, how many nanoseconds each group took to become durable. */
    public void onGroup(LongConsumer listener) {
        journal.onGroup(listener);
    }

    /** Begins to make checkpoints. */
    public void startCheckpoints() {
        checkpointer.start();
    }

    /**
     * Waits until all is on the disk, signs the last checkpoint, and lets go of the directory; waits for no more than some
     * tens of seconds, and lets go of nothing where the disk hangs.
     */
    @Override
    public void close() {
        close(desk::close);
        boolean ended = journal.stop();
        journal.blocked()
                .ifPresent(reason -> LOG.log(
                        System.Logger.Level.WARNING,
                        "audit: blocked at the stop: {0}; what is in the file beyond the last checkpoint, the next start keeps"
                                + " or cuts",
                        reason.getMessage()));
        close(checkpointer::close);
        if (ended) {
            close(writer);
            close(lock);
        } else {
            // Who closes a file waits for what is under way in it; and what is may still come to the disk.
            LOG.log(System.Logger.Level.WARNING, "audit: the disk does not answer: locked until the process ends");
        }
    }

    private static void close(Closeable part) {
        try {
            part.close();
        } catch (IOException | RuntimeException | Error e) {
            // Whatever one part throws, the others are closed, and the directory is let go last of all.
            LOG.log(System.Logger.Level.WARNING, "audit: not closed", e);
        }
    }
}
