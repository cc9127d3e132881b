package eu.qlpipeline.signing.agent.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread for work in the background that calls the token's library. When a call of it is lost, another thread takes its
 * place; what was still to be done is then forgotten, and asked for again by whoever is told of the loss. Where no thread can
 * be made, it is tried again when the watch looks next.
 *
 * <p>Safe for use by several threads.
 */
public final class WatchedWorker implements AutoCloseable {

    private final ThreadFactory factory;

    @GuardedBy("this")
    private ScheduledThreadPoolExecutor executor;

    @GuardedBy("this")
    private @Nullable Thread thread;

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private boolean missing;

    /**
     * @param watch tells of lost calls
     * @param name the name of the thread
     * @param onLoss what to do when another thread has taken the place of one that is lost
     */
    public WatchedWorker(CallWatch watch, String name, Runnable onLoss) {
        this(watch, onLoss, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** As the other, with a thread of that make. */
    WatchedWorker(CallWatch watch, Runnable onLoss, ThreadFactory factory) {
        this.factory = factory;
        this.executor = newExecutor();
        watch.listen(new CallWatch.Listener() {
            @Override
            public void lost(Thread lost) {
                if (replace(lost)) {
                    onLoss.run();
                }
            }

            @Override
            public void looked() {
                startOrLater();
            }
        });
    }

    private synchronized boolean replace(Thread lost) {
        if (lost != thread || closed) {
            return false;
        }
        // Otherwise the lost thread, should it come back, would go on with what is to be forgotten.
        executor.getQueue().clear();
        executor.shutdown();
        executor = newExecutor();
        return true;
    }

    private ScheduledThreadPoolExecutor newExecutor() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = factory.newThread(task);
            became(made);
            return made;
        });
    }

    private synchronized void became(Thread made) {
        thread = made;
    }

    /** Runs a task after a pause, unless the worker is closed by then. */
    public synchronized void schedule(Runnable task, Duration pause) {
        if (closed) {
            return;
        }
        try {
            var unused = executor.schedule(() -> run(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (OutOfMemoryError e) {
            if (!isWithoutThread()) {
                throw e;
            }
            startsLater(e);
        }
    }

    /** Whether something waits and nobody is there to do it. */
    @GuardedBy("this")
    private boolean isWithoutThread() {
        return !executor.getQueue().isEmpty() && executor.getPoolSize() == 0;
    }

    private synchronized void startOrLater() {
        if (closed || !isWithoutThread()) {
            return;
        }
        try {
            executor.prestartCoreThread();
            missing = false;
        } catch (OutOfMemoryError e) {
            startsLater(e);
        }
    }

    @GuardedBy("this")
    private void startsLater(OutOfMemoryError why) {
        if (!missing) {
            System.getLogger(WatchedWorker.class.getName())
                    .log(System.Logger.Level.ERROR, "token: no thread can be made, tried again until one can", why);
        }
        missing = true;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (CallLostException e) {
            // Told to the listeners already; the thread ends with its executor.
            System.getLogger(WatchedWorker.class.getName()).log(System.Logger.Level.INFO, "token: {0}", e.getMessage());
        } catch (RuntimeException | Error e) {
            // The top of a thread: what leaves it vanishes.
            System.getLogger(WatchedWorker.class.getName())
                    .log(System.Logger.Level.ERROR, "token: background work: defect", e);
        }
    }

    /** Starts nothing more; neither waits for what is under way nor interrupts it, since it may be noting what a token answered. */
    @Override
    public synchronized void close() {
        closed = true;
        executor.getQueue().clear();
        executor.shutdown();
    }
}
