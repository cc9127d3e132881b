package eu.qlpipeline.signing.agent.signing.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many signatures are asked of the token at once: as many as there are threads, and fewer where it says that it has no
 * session left. After some good signatures one more is tried.
 *
 * <p>Safe for use by several threads.
 */
public final class SessionGate {

    private static final int GROW_AFTER = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private int limit;

    @GuardedBy("lock")
    private int inside;

    @GuardedBy("lock")
    private int good;

    /** @param most how many there are at the most, 1 or more */
    public SessionGate(int most) {
        this.most = most;
        this.limit = most;
    }

    /** Waits for room; for one second at the most, as a call that hangs never leaves. */
    public void enter() {
        lock.lock();
        try {
            awaitRoom();
            inside++;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void awaitRoom() {
        try {
            long nanos = PATIENCE.toNanos();
            while (limit < most && inside >= limit && nanos > 0) {
                nanos = room.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes room again, after a good signature or any failure but {@link #refused}. */
    public void leave(boolean signed) {
        lock.lock();
        try {
            inside--;
            if (signed && limit < most && ++good >= GROW_AFTER) {
                good = 0;
                limit++;
            }
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Makes room, and less than before: the token had no session for the one that leaves. */
    public void refused() {
        lock.lock();
        try {
            inside--;
            good = 0;
            limit = Math.max(1, Math.min(limit, inside));
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How many may be inside at this moment. */
    public int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }
}
