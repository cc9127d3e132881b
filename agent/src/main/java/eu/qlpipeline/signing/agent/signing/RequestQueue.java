package eu.qlpipeline.signing.agent.signing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bounded queue before the token. What is taken from it is one request, or everything that one signature can answer:
 * there is no timer, so that a batch is as large as the load makes it. One batch is signed at a time, because what arrives
 * meanwhile is the next one.
 *
 * <p>Callers are served in turn; all that can be batched counts as one more caller. None of them can fill the queue: each may
 * have at most {@value #SHARE} times as many waiting as there is room left, so that there is always room for another. Safe for
 * use by several threads.
 *
 * @see <a href="https://doi.org/10.1109/90.664262">Choudhury, Hahne: Dynamic queue length thresholds</a>
 */
final class RequestQueue {

    private static final int SHARE = 8;

    private final int limit;
    private final int largestBatch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Lanes singles = new Lanes();

    @GuardedBy("lock")
    private final Lanes batchables = new Lanes();

    @GuardedBy("lock")
    private int size;

    @GuardedBy("lock")
    private int singlesSinceBatch;

    @GuardedBy("lock")
    private boolean batchInWork;

    RequestQueue(int limit, int largestBatch) {
        this.limit = limit;
        this.largestBatch = largestBatch;
    }

    /** Takes a request in, or returns false where there is no room for it, or none for its caller. */
    boolean offer(Waiting waiting) {
        lock.lock();
        try {
            if (!hasRoomFor(waiting.request().caller().name())) {
                return false;
            }
            size++;
            (waiting.request().isBatchable() ? batchables : singles).add(waiting);
            if (isReady()) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what one signature answers. More than one request is a batch, to be reported by {@link #batchSigned}.
     *
     * @return one request or more, or none where nothing came within that time
     */
    List<Waiting> take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (!isReady()) {
                if (nanos <= 0) {
                    return List.of();
                }
                nanos = changed.awaitNanos(nanos);
            }
            List<Waiting> taken = new ArrayList<>();
            if (isBatchsTurn()) {
                singlesSinceBatch = 0;
                batchables.drainTo(taken, largestBatch);
                batchInWork = taken.size() > 1;
            } else {
                singlesSinceBatch++;
                singles.drainTo(taken, 1);
            }
            size -= taken.size();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Tells that the signature of the batch in work is made, or is not to be. */
    void batchSigned() {
        lock.lock();
        try {
            batchInWork = false;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #batchSigned}, once: told twice, the queue would take the next batch for signed while it is not. */
    Runnable batchSignedOnce() {
        AtomicBoolean done = new AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                batchSigned();
            }
        };
    }

    /** How many requests wait. */
    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Takes everything. */
    List<Waiting> drain() {
        lock.lock();
        try {
            List<Waiting> all = new ArrayList<>();
            singles.drainTo(all, Integer.MAX_VALUE);
            batchables.drainTo(all, Integer.MAX_VALUE);
            size = 0;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** How many signatures are to be made before that of a request that comes now. */
    int signaturesAhead(SignatureRequest request) {
        lock.lock();
        try {
            return request.isBatchable()
                    ? Math.min(singles.size(), singles.callers()) + (batchInWork ? 1 : 0)
                    : singles.ahead(request.caller().name());
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        return size() == 0;
    }

    @GuardedBy("lock")
    private boolean hasRoomFor(String caller) {
        long room = (long) limit - size;
        return room > 0 && singles.waiting(caller) + batchables.waiting(caller) < SHARE * room;
    }

    @GuardedBy("lock")
    private boolean isReady() {
        return !singles.isEmpty() || isBatchReady();
    }

    @GuardedBy("lock")
    private boolean isBatchReady() {
        return !batchables.isEmpty() && !batchInWork;
    }

    @GuardedBy("lock")
    private boolean isBatchsTurn() {
        return isBatchReady() && (singles.isEmpty() || singlesSinceBatch >= singles.callers());
    }
}
