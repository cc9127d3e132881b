package eu.qlpipeline.signing.agent.cli.console;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Steps of a long task on standard error: one line each, with a dot for every second it takes. */
public final class ProgressLine implements AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final PrintWriter err;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private final ScheduledFuture<?> ticking;

    @GuardedBy("this")
    private boolean open;

    public ProgressLine(PrintWriter err) {
        this.err = err;
        this.ticking = ticker.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public synchronized void step(String what) {
        finish();
        err.print(what);
        err.flush();
        open = true;
    }

    private synchronized void tick() {
        if (open) {
            err.print(" .");
            err.flush();
        }
    }

    @GuardedBy("this")
    private void finish() {
        if (open) {
            err.println();
            err.flush();
        }
        open = false;
    }

    @Override
    public synchronized void close() {
        ticking.cancel(false);
        ticker.shutdownNow();
        finish();
    }
}
