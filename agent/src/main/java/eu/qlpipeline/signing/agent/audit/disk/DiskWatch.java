package eu.qlpipeline.signing.agent.audit.disk;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when a disk does not return from what it was asked for, which it says by no error. One thread asks the disk, and
 * leaves a start stamp; another looks at the stamp four times a second.
 *
 * <p>Safe for use by several threads.
 */
public final class DiskWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DiskWatch.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final long NOTHING = Long.MIN_VALUE;

    private final Blockage blockage;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    private volatile long since = NOTHING;
    private volatile @Nullable AgentException silence;

    /**
     * A watch that has begun.
     *
     * @param blockage has its listeners told of each change of {@link #silence}, on the watch's thread
     */
    public DiskWatch(Blockage blockage) {
        this.blockage = blockage;
        var unused =
                watchdog.scheduleWithFixedDelay(this::look, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What a disk is asked for. */
    @FunctionalInterface
    public interface Request {

        /** Returns when the disk has done it, or refused. */
        void make() throws IOException;
    }

    /** Has the disk do something, on the one thread that asks it. */
    public void ask(Request request) throws IOException {
        since = System.nanoTime();
        try {
            request.make();
        } finally {
            since = NOTHING;
        }
    }

    /** Why the disk has to be taken for one that hangs; empty where it answers within five seconds. */
    public Optional<AgentException> silence() {
        return Optional.ofNullable(silence);
    }

    private void look() {
        long asked = since;
        boolean late = asked != NOTHING && System.nanoTime() - asked >= PATIENCE.toNanos();
        if (late == (silence != null)) {
            return;
        }
        if (late) {
            LOG.log(System.Logger.Level.ERROR, "audit: the disk does not answer, nothing more is taken in");
        } else {
            LOG.log(System.Logger.Level.INFO, "audit: the disk answers again");
        }
        silence = late ? reason() : null;
        blockage.tell();
    }

    private static AgentException reason() {
        return new AgentException(
                ReasonCode.AUDIT_BLOCKED,
                "audit: the disk does not answer: a write has not returned for " + PATIENCE.toSeconds()
                        + " s (expected: less)",
                "see whether the disk of audit.directory is well; the agent goes on by itself when it answers");
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
