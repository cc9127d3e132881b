package eu.qlpipeline.signing.agent.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take work and call the token's library for it. One whose call is lost is left to it and another takes its
 * place, so that there are always as many as asked for; where none can be made, it is tried again when the watch looks next.
 *
 * <p>Safe for use by several threads.
 *
 * @param <T> what is worked on
 */
public final class WatchedPool<T> implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int size;
    private final Work<T> work;
    private final ThreadFactory factory;
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    @GuardedBy("this")
    private boolean missing;

    /** What the threads do. */
    public interface Work<T> {

        /** Waits for something to do, or returns null after a while, so that the pool can look whether it is closed. */
        @Nullable
        T take() throws InterruptedException;

        /** Does it; {@link CallLostException} ends the thread. */
        void perform(T taken);

        /** A call for it was lost; {@link #perform} will not return in time, and must not be waited for. */
        void abandoned(T taken);

        /** {@link #perform} threw something else, which is in the log. */
        void broken(T taken, Throwable defect);

        /** Whether nothing is left to be done, so that a closed pool may end. */
        boolean isIdle();
    }

    /**
     * A pool with its threads started.
     *
     * @param watch tells of lost calls
     * @param name the beginning of the threads' names
     * @param size how many threads
     * @param work what they do
     */
    public WatchedPool(CallWatch watch, String name, int size, Work<T> work) {
        this(watch, size, work, daemons(name));
    }

    /** As the other, with threads of that make. */
    WatchedPool(CallWatch watch, int size, Work<T> work, ThreadFactory factory) {
        this.size = size;
        this.work = work;
        this.factory = factory;
        watch.listen(new CallWatch.Listener() {
            @Override
            public void lost(Thread thread) {
                leave(thread);
            }

            @Override
            public void looked() {
                fillOrLater();
            }
        });
        fill();
    }

    /** Daemons: a thread that hangs in a library must not keep the process from ending. */
    private static ThreadFactory daemons(String name) {
        var number = new AtomicInteger();
        return task -> {
            Thread made = new Thread(task, name + number.incrementAndGet());
            made.setDaemon(true);
            return made;
        };
    }

    /** Starts the threads that are missing. */
    private synchronized void fill() {
        while (!closed && members.size() < size) {
            startOne();
        }
    }

    private void startOne() {
        Member member = new Member();
        members.add(member);
        try {
            member.thread.start();
        } catch (Error e) {
            members.remove(member);
            throw e;
        }
    }

    private synchronized void fillOrLater() {
        try {
            fill();
            missing = false;
        } catch (OutOfMemoryError e) {
            if (!missing) {
                System.getLogger(WatchedPool.class.getName())
                        .log(System.Logger.Level.ERROR, "token: no thread can be made, tried again until one can", e);
            }
            missing = true;
        }
    }

    /** Another takes its place afterwards: whoever waits for it must hear of the loss where none can be made. */
    private void leave(Thread lost) {
        for (Iterator<Member> all = members.iterator(); all.hasNext(); ) {
            Member member = all.next();
            if (member.thread == lost) {
                all.remove();
                T unfinished = member.current;
                if (unfinished != null) {
                    work.abandoned(unfinished);
                }
                return;
            }
        }
    }

    /** Has the threads end when nothing is left to be done; waits 5 seconds at the most for all of them. */
    @Override
    public void close() {
        closed = true;
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Member member : members) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(member.thread, Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private final class Member implements Runnable {

        private final Thread thread = factory.newThread(this);
        private volatile @Nullable T current;

        @Override
        public void run() {
            try {
                while (!closed || !work.isIdle()) {
                    T taken = work.take();
                    if (taken != null) {
                        perform(taken);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (CallLostException e) {
                // Replaced already.
                System.getLogger(WatchedPool.class.getName())
                        .log(System.Logger.Level.INFO, "{0}: {1}", thread.getName(), e.getMessage());
            } finally {
                // Whatever ended it: when the watch looks next, another is missing.
                members.remove(this);
            }
        }

        private void perform(T taken) {
            current = taken;
            try {
                work.perform(taken);
            } catch (CallLostException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                // The top of a thread: a defect, or memory that ran out, must neither end it nor leave anybody waiting.
                try {
                    System.getLogger(WatchedPool.class.getName())
                            .log(System.Logger.Level.ERROR, thread.getName() + ": defect", e);
                } finally {
                    work.broken(taken, e);
                }
            }
            current = null;
        }
    }
}
