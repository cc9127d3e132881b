package eu.qlpipeline.signing.agent.reload;

import eu.qlpipeline.signing.agent.status.Listeners;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at files a few times a second, and has them loaded when they changed. A poll, because it sees every change: through
 * symbolic links, on network file systems, and after a directory was replaced.
 *
 * <p>Safe for use by several threads.
 */
public final class Reloads implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final List<WatchedFiles> parts;
    private final Runnable tick;
    private final Listeners listeners = new Listeners();
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reload");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param parts what to look at
     * @param tick run at each look, after it
     */
    public Reloads(List<WatchedFiles> parts, Runnable tick) {
        this.parts = List.copyOf(parts);
        this.tick = tick;
    }

    /** Begins to look. */
    public void start() {
        var unused = watcher.scheduleWithFixedDelay(
                () -> look(false), PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Loads everything again, whether or not it changed; returns before that is done. */
    public void reload() {
        watcher.execute(() -> look(true));
    }

    /** How it stands with each part. */
    public List<ReloadState> states() {
        return parts.stream().map(WatchedFiles::state).toList();
    }

    /** Has the listener told after each change of {@link #states()}, on the thread that made it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void look(boolean inAnyCase) {
        List<ReloadState> before = states();
        parts.forEach(part -> shielded(() -> part.look(inAnyCase)));
        if (!states().equals(before)) {
            listeners.tell();
        }
        shielded(tick);
    }

    /** An exception that leaves the top of a thread would end the watch in silence; and the defect of one part keeps no other back. */
    private static void shielded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            System.getLogger(Reloads.class.getName()).log(System.Logger.Level.ERROR, "reload: defect", e);
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
