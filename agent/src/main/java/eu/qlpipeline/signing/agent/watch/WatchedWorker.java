package eu.qlpipeline.signing.agent.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread for work in the background that calls the token's library. When a call of it is lost, another thread takes its
 * place; what was still to be done is then forgotten, and asked for again by whoever is told of the loss.
 *
 * <p>Safe for use by several threads.
 */
public final class WatchedWorker implements AutoCloseable {

    private final String name;

    @GuardedBy("this")
    private ScheduledThreadPoolExecutor executor;

    @GuardedBy("this")
    private @Nullable Thread thread;

    @GuardedBy("this")
    private boolean closed;

    /**
     * @param watch tells of lost calls
     * @param name the name of the thread
     * @param onLoss what to do when another thread has taken the place of one that is lost
     */
    public WatchedWorker(CallWatch watch, String name, Runnable onLoss) {
        this.name = name;
        this.executor = newExecutor();
        watch.listen(lost -> {
            if (replace(lost)) {
                onLoss.run();
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
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            became(thread);
            return thread;
        });
    }

    private synchronized void became(Thread made) {
        thread = made;
    }

    /** Runs a task after a pause, unless the worker is closed by then. */
    public synchronized void schedule(Runnable task, Duration pause) {
        if (!closed) {
            var unused = executor.schedule(() -> run(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        }
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

    /** Starts nothing more; does not wait for what is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        executor.shutdownNow();
    }
}
