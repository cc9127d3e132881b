package eu.qlpipeline.signing.agent.audit.checkpoint;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Has the head of a log signed: at the start, when so many records are new, when so much time has passed, and at the end.
 * A checkpoint that cannot be made is tried again; requests do not wait for it.
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
    private final CheckpointStore store;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-checkpoint");
        thread.setDaemon(true);
        return thread;
    });

    @GuardedBy("this")
    private long notBeforeNanos = System.nanoTime();

    @GuardedBy("this")
    private long demandNotBeforeNanos = System.nanoTime();

    private volatile long signedSize;
    private volatile long made;
    private volatile boolean started;

    /**
     * When checkpoints are made.
     *
     * @param origin the name of the log
     * @param records after how many records
     * @param interval after how much time, if there are new records
     */
    public record Plan(Origin origin, int records, Duration interval) {}

    /** A checkpointer that has not begun. */
    public Checkpointer(Plan plan, Supplier<TreeHead> head, CheckpointSigner signer, CheckpointStore store) {
        this.plan = plan;
        this.head = head;
        this.signer = signer;
        this.store = store;
    }

    /** Begins, with a checkpoint. */
    @SuppressWarnings("FutureReturnValueIgnored") // checkpoint() lets nothing out
    public void start() {
        started = true;
        worker.execute(this::checkpoint);
        worker.scheduleWithFixedDelay(
                this::checkpoint, plan.interval().toMillis(), plan.interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many checkpoints were made since the start. */
    public long made() {
        return made;
    }

    /** How many records the last of them covers; 0 before the first. */
    public long covered() {
        return signedSize;
    }

    /** Tells how many records are durable. Returns at once. */
    public void advanced(long size) {
        if (started && size - signedSize >= plan.records() && due.compareAndSet(false, true)) {
            worker.execute(this::checkpoint);
        }
    }

    /**
     * Has a checkpoint made soon, though not more often than every ten seconds, whatever is asked for.
     *
     * @return how long it may take until one covers what is in the log now
     */
    public synchronized Duration demand() {
        long wait = demandNotBeforeNanos - System.nanoTime();
        if (wait <= 0 && started && due.compareAndSet(false, true)) {
            demandNotBeforeNanos = System.nanoTime() + BETWEEN_DEMANDS.toNanos();
            worker.execute(this::checkpoint);
        }
        return wait <= 0 ? SOON : Duration.ofNanos(wait);
    }

    private synchronized void checkpoint() {
        due.set(false);
        if (System.nanoTime() - notBeforeNanos < 0) {
            return;
        }
        try {
            sign();
        } catch (IOException | RuntimeException e) {
            // The top of a thread: whatever goes wrong, the next one is tried.
            notBeforeNanos = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
            LOG.log(System.Logger.Level.WARNING, "audit: no checkpoint, to be tried again: {0}", e.getMessage());
        }
    }

    private synchronized void sign() throws IOException {
        TreeHead current = head.get();
        if (current.size() > signedSize) {
            store.append(signer.sign(plan.origin(), current));
            signedSize = current.size();
            made++;
        }
    }

    /** Ends; if it had begun, with a checkpoint of all that is in the log. */
    @Override
    public void close() {
        worker.shutdown();
        try {
            if (!worker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "audit: no last checkpoint: the token has not signed the one before");
                return;
            }
            if (started) {
                sign();
            }
        } catch (AgentException | IOException e) {
            LOG.log(System.Logger.Level.WARNING, "audit: no last checkpoint: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
