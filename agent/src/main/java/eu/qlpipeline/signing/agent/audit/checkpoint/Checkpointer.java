package eu.qlpipeline.signing.agent.audit.checkpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.watch.CallLostException;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.WatchedWorker;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Has the head of a log signed: at the start, when so many records are new, when so much time has passed, and at the end.
 * One that cannot be made is tried again, also where the token hangs. Nobody waits for it but who closes, and not for long.
 *
 * <p>Safe for use by several threads.
 */
public final class Checkpointer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Checkpointer.class.getName());
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_DEMANDS = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Plan plan;
    private final Supplier<TreeHead> head;
    private final CheckpointSigner signer;
    private final CheckpointWriter writer;
    private final WatchedWorker worker;
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicLong made = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);

    @GuardedBy("this")
    private long demandNotBeforeNanos = System.nanoTime();

    private volatile long notBeforeNanos = System.nanoTime();
    private volatile long signedSize;
    private volatile boolean failing;
    private volatile boolean started;
    private volatile boolean closing;
    private volatile boolean closed;

    /**
     * When checkpoints are made.
     *
     * @param origin the name of the log
     * @param records after how many records
     * @param interval after how much time, if there are new records
     */
    public record Plan(Origin origin, int records, Duration interval) {}

    /**
     * A checkpointer that has not begun.
     *
     * @param watch tells of the signer's calls that are lost
     */
    public Checkpointer(
            Plan plan, Supplier<TreeHead> head, CheckpointSigner signer, CheckpointWriter writer, CallWatch watch) {
        this.plan = plan;
        this.head = head;
        this.signer = signer;
        this.writer = writer;
        this.worker = new WatchedWorker(watch, "audit-checkpoint", this::lost);
    }

    /** Begins, with a checkpoint. */
    public void start() {
        started = true;
        worker.schedule(this::regularly, Duration.ZERO);
    }

    /** How many checkpoints were made since the start. */
    public long made() {
        return made.get();
    }

    /** How many records the last of them covers; 0 before the first. */
    public long covered() {
        return signedSize;
    }

    /** Tells how many records are durable. Returns at once. */
    public void advanced(long size) {
        if (started && size - signedSize >= plan.records() && due.compareAndSet(false, true)) {
            worker.schedule(this::checkpoint, Duration.ZERO);
        }
    }

    /**
     * Has a checkpoint made soon, though not more often than every ten seconds, whatever is asked for. Returns at once.
     *
     * @return how long it may take until one covers what is in the log now
     */
    public synchronized Duration demand() {
        long now = System.nanoTime();
        long wait = Math.max(demandNotBeforeNanos - now, notBeforeNanos - now);
        if (wait <= 0 && started && due.compareAndSet(false, true)) {
            demandNotBeforeNanos = now + BETWEEN_DEMANDS.toNanos();
            worker.schedule(this::checkpoint, Duration.ZERO);
        }
        return wait <= 0 ? SOON : Duration.ofNanos(wait);
    }

    private void regularly() {
        // Before the token is asked: what comes after a call that is lost is never reached.
        worker.schedule(this::regularly, plan.interval());
        checkpoint();
    }

    private void checkpoint() {
        due.set(false);
        if (System.nanoTime() - notBeforeNanos < 0) {
            return;
        }
        try {
            sign();
            failing = false;
        } catch (CallLostException e) {
            // Another thread has taken the place of this one.
            throw e;
        } catch (IOException | RuntimeException e) {
            // The top of a thread: whatever goes wrong, the next one is tried.
            var level = failing ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
            LOG.log(level, "audit: no checkpoint, to be tried again: {0}", e.getMessage());
            failing = true;
            postpone();
        }
    }

    private void postpone() {
        notBeforeNanos = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
        due.set(true);
        worker.schedule(this::checkpoint, PAUSE_AFTER_FAILURE);
    }

    /** The thread was left to a call that does not return, and all that it had to do was forgotten. */
    private void lost() {
        if (closing) {
            LOG.log(System.Logger.Level.WARNING, "audit: no last checkpoint: the token did not answer in time");
            ended.countDown();
            return;
        }
        worker.schedule(this::regularly, plan.interval());
        postpone();
    }

    private void sign() throws IOException {
        TreeHead current = head.get();
        if (current.size() > signedSize && !closed) {
            SignedCheckpoint checkpoint = signer.sign(plan.origin(), current);
            if (closed) {
                // The directory may be another's by now.
                return;
            }
            writer.append(checkpoint);
            signedSize = current.size();
            made.incrementAndGet();
        }
    }

    private void signLast() {
        try {
            sign();
        } catch (CallLostException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "audit: no last checkpoint: {0}", e.getMessage());
        }
        ended.countDown();
    }

    /** Ends; if it had begun, with a checkpoint of all that is in the log, for which it waits 10 seconds at the most. */
    @Override
    public void close() {
        closing = true;
        try {
            worker.schedule(started ? this::signLast : ended::countDown, Duration.ZERO);
            if (ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.close();
            } else {
                // Left alone, since an interrupt would wait for a disk that hangs.
                LOG.log(System.Logger.Level.WARNING, "audit: no last checkpoint: not signed or not written in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
        }
    }
}
