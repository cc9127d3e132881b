package eu.qlpipeline.signing.agent.pkcs11.library;

import java.security.ProviderException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whose turn it is to use the one session of a token, or a library without locks; first come, first served.
 *
 * <p>Safe for use by several threads.
 */
public final class Turns {

    private final Semaphore turn = new Semaphore(1, true);
    private final AtomicLong ended = new AtomicLong();
    private volatile boolean closed;

    /**
     * Waits for a turn, for as long as those of others end.
     *
     * @param patience how long a turn may take
     * @throws ProviderException if no turn ends within that time, and where there are no more
     */
    public void take(Duration patience) {
        long before;
        do {
            before = ended.get();
            if (comes(patience)) {
                requireOpen();
                return;
            }
        } while (ended.get() != before);
        throw new ProviderException("its one session is in use by a call that does not return");
    }

    private boolean comes(Duration patience) {
        try {
            return turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProviderException("interrupted while the one session was in use", e);
        }
    }

    private void requireOpen() {
        if (closed) {
            turn.release();
            throw new ProviderException("its one session is closed");
        }
    }

    /** Ends the turn of the caller, which must have one. */
    public void end() {
        ended.incrementAndGet();
        turn.release();
    }

    /**
     * Gives no more turns, and turns away who waits for one; waits for the one under way.
     *
     * @param patience how long to wait at the most
     */
    public void close(Duration patience) {
        closed = true;
        try {
            var unused = turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Whether it came or not: each of those who wait passes this on to the next, and none has a turn of it.
        turn.release();
    }
}
