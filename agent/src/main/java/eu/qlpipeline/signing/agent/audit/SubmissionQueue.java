package eu.qlpipeline.signing.agent.audit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is on its way to the disk, bounded. All that waits is taken at once, and is one group: it is as large as the disk is
 * slow, or as those who wait are patient. What nobody waits for does not wake the writer, which takes it along, unless it
 * becomes much. Safe for use by several threads.
 */
final class SubmissionQueue {

    private static final int MUCH = 1024;

    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    @GuardedBy("lock")
    private List<Submission> waiting = new ArrayList<>();

    /** Entries that wait, or were taken and are not done. */
    @GuardedBy("lock")
    private long entries;

    @GuardedBy("lock")
    private int waitingEntries;

    @GuardedBy("lock")
    private boolean much;

    @GuardedBy("lock")
    private boolean awaited;

    /** When the patience of those who wait ends, on the scale of {@link System#nanoTime}, if there are any. */
    @GuardedBy("lock")
    private long due;

    @GuardedBy("lock")
    private boolean stopped;

    SubmissionQueue(int limit) {
        this.limit = limit;
    }

    /** Takes it in, after waiting for room; returns false once stopped. */
    boolean put(Submission submission) {
        lock.lock();
        try {
            while (entries >= limit && !stopped) {
                room.awaitUninterruptibly();
            }
            return add(submission);
        } finally {
            lock.unlock();
        }
    }

    /** Takes it in if there is room. */
    boolean offer(Submission submission) {
        lock.lock();
        try {
            return entries < limit && add(submission);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean add(Submission submission) {
        if (stopped) {
            return false;
        }
        entries += submission.size();
        waiting.add(submission);
        waitingEntries += submission.size();
        boolean sooner = submission.isAwaited() && await(System.nanoTime() + submission.patience());
        if (waitingEntries >= MUCH || entries >= limit) {
            much = true;
        }
        if (sooner || much) {
            work.signal();
        }
        return true;
    }

    @GuardedBy("lock")
    private boolean await(long until) {
        boolean sooner = !awaited || until - due < 0;
        if (sooner) {
            awaited = true;
            due = until;
        }
        return sooner;
    }

    /**
     * Takes all that waits: when the patience of somebody who waits for it ends, and otherwise after that time; it may be
     * nothing.
     */
    List<Submission> take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long end = System.nanoTime() + patience.toNanos();
            long left = timeLeft(end);
            while (left > 0) {
                work.awaitNanos(left);
                left = timeLeft(end);
            }
            List<Submission> taken = waiting;
            waiting = new ArrayList<>();
            waitingEntries = 0;
            much = false;
            awaited = false;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private long timeLeft(long end) {
        if (much || stopped) {
            return 0;
        }
        long now = System.nanoTime();
        return awaited ? Math.min(due - now, end - now) : end - now;
    }

    /** Tells that so many entries that were taken are done. */
    void done(int count) {
        lock.lock();
        try {
            entries -= count;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing in any more. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing waits, nor ever will. */
    boolean isExhausted() {
        lock.lock();
        try {
            return stopped && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
