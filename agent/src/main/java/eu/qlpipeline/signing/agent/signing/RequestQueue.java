package eu.qlpipeline.signing.agent.signing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bounded queue before the token. What is taken from it is one request, or everything that one signature can answer:
 * there is no timer, so that a batch is as large as the load makes it. While batches are being signed, what arrives is the next
 * one, which is taken when they are signed, or take far too long, or when it is as large as they are together: a token that
 * makes several signatures at the same time then has more of them to make, of batches no smaller.
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
    private final Executor afterwards;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Lanes singles = new Lanes();

    @GuardedBy("lock")
    private final Lanes batchables = new Lanes();

    @GuardedBy("lock")
    private int singlesSinceBatch;

    @GuardedBy("lock")
    private final BatchesInWork beingSigned;

    // One that is for all would have what a thread offers wait until another has offered all that it has in hand.
    @GuardedBy("lock")
    private final Set<Thread> announcing = new HashSet<>();

    /**
     * @param limit how many requests may wait
     * @param largestBatch how many challenges one signature may answer
     * @param afterwards runs what the offers of a thread lead to, on that thread, at once or when it has offered all that it has
     * @param pace tells how long a batch may take
     */
    RequestQueue(int limit, int largestBatch, Executor afterwards, BatchesInWork.Pace pace) {
        this.limit = limit;
        this.largestBatch = largestBatch;
        this.afterwards = afterwards;
        this.beingSigned = new BatchesInWork(pace);
    }

    /** Takes a request in, or returns false where there is no room for it, or none for its caller. It is announced afterwards. */
    boolean offer(Waiting waiting) {
        Thread offering = Thread.currentThread();
        boolean announce;
        lock.lock();
        try {
            if (!hasRoomFor(waiting.request().caller().name())) {
                return false;
            }
            (waiting.request().isBatchable() ? batchables : singles).add(waiting);
            announce = !announcing.contains(offering) && isReady() && announcing.add(offering);
        } finally {
            lock.unlock();
        }
        if (announce) {
            afterwards.execute(() -> announce(offering));
        }
        return true;
    }

    private void announce(Thread offering) {
        lock.lock();
        try {
            announcing.remove(offering);
            wakeOne();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void wakeOne() {
        if (isReady()) {
            changed.signal();
        }
    }

    /**
     * Takes what one signature answers; empty where nothing came within that time. More than one request is a batch, of which
     * the queue has to hear when it is {@linkplain Taken#signed signed}.
     */
    Optional<Taken> take(Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = patience.toNanos();
            while (!isReady()) {
                if (nanos <= 0) {
                    return Optional.empty();
                }
                long pause = Math.min(nanos, beingSigned.untilFewer());
                nanos -= pause - changed.awaitNanos(pause);
            }
            List<Waiting> taken = new ArrayList<>();
            // Between two batches each caller of singles has a turn.
            if (isBatchReady() && (singles.isEmpty() || singlesSinceBatch >= singles.callers())) {
                singlesSinceBatch = 0;
                batchables.drainTo(taken, largestBatch);
            } else {
                singlesSinceBatch++;
                singles.drainTo(taken, 1);
            }
            // Whoever comes before an announcement has seen what it is about; and another may have something to take.
            announcing.clear();
            BatchesInWork.Batch batch = beingSigned.add(taken.size());
            wakeOne();
            return Optional.of(new Taken(taken, () -> batchSigned(batch)));
        } finally {
            lock.unlock();
        }
    }

    private void batchSigned(BatchesInWork.Batch batch) {
        lock.lock();
        try {
            beingSigned.remove(batch);
            wakeOne();
        } finally {
            lock.unlock();
        }
    }

    /** How many requests wait. */
    int size() {
        lock.lock();
        try {
            return singles.size() + batchables.size();
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
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** How many signatures are to be made before that of a request that comes now. That of a batch it has a place in is its own. */
    int signaturesAhead(SignatureRequest request) {
        String caller = request.caller().name();
        lock.lock();
        try {
            if (!request.isBatchable()) {
                return singles.ahead(caller);
            }
            int batches = batchables.ahead(caller) / largestBatch;
            long between = Math.min(singles.size(), (batches + 1L) * singles.callers());
            return (int) between + batches + (beingSigned.requests() > 0 ? 1 : 0);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean hasRoomFor(String caller) {
        long room = (long) limit - size();
        return room > 0 && singles.waiting(caller) + batchables.waiting(caller) < SHARE * room;
    }

    @GuardedBy("lock")
    private boolean isReady() {
        return !singles.isEmpty() || isBatchReady();
    }

    @GuardedBy("lock")
    private boolean isBatchReady() {
        return !batchables.isEmpty() && batchables.size() >= Math.min(beingSigned.requests(), largestBatch);
    }
}
