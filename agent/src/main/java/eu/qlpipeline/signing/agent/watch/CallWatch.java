package eu.qlpipeline.signing.agent.watch;

import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches calls into the token's library. A native call cannot be interrupted: one that takes too long is counted as lost, its
 * thread is left to it, and whoever listens puts another thread in its place.
 *
 * <p>A call runs on its caller's thread; it costs an entry in a set, no hand-over. Safe for use by several threads.
 */
public final class CallWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(CallWatch.class.getName());
    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofMillis(500);
    private static final int TICKS_PER_CALL = 20;

    private final HangSettings settings;
    private final Calls calls;
    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "token-watchdog");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> ticking;

    /** A watch that has begun. */
    public CallWatch(HangSettings settings) {
        this.settings = settings;
        long tick = Math.min(
                Math.max(settings.after().toMillis() / TICKS_PER_CALL, SHORTEST_TICK.toMillis()),
                LONGEST_TICK.toMillis());
        this.calls = new Calls(settings, Duration.ofMillis(tick), System.nanoTime());
        this.ticking = watchdog.scheduleWithFixedDelay(() -> guarded(this::look), tick, tick, TimeUnit.MILLISECONDS);
    }

    /** A call into the token's library. */
    @FunctionalInterface
    public interface NativeCall<T, E extends Exception> {

        /** Makes the call. */
        T make() throws E;
    }

    /** Hears of calls that are lost and of those that come back; on the watchdog's or on the call's own thread. */
    public interface Listener {

        /** A call of that thread was given up; the thread must not be waited for. */
        void lost(Thread thread);

        /** A call that was given up has returned after all; its thread is about to end. */
        default void returned() {}

        /** The watchdog has looked at all calls, and has told of those that are lost. */
        default void looked() {}
    }

    /** Has the listener told from now on. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Makes a call on this thread.
     *
     * @throws CallLostException if the call was given up before it returned; its result is nobody's then
     * @throws E if the call throws it
     */
    public <T, E extends Exception> T call(NativeCall<T, E> call) throws E {
        Calls.Call mine = calls.begin(Thread.currentThread(), System.nanoTime());
        Calls.Call around = OwnCall.enter(mine);
        try {
            T result = call.make();
            end(mine);
            return result;
        } catch (CallLostException e) {
            throw e;
        } catch (Exception | Error e) {
            end(mine);
            throw e;
        } finally {
            OwnCall.enter(around);
            calls.leave(mine);
        }
    }

    private void end(Calls.Call call) {
        if (!calls.end(call)) {
            tell(Listener::returned);
            throw new CallLostException();
        }
    }

    /** After how long a call that has not returned is lost. */
    Duration after() {
        return settings.after();
    }

    /** After how long a call that has not returned is lost for certain, while the process runs: a look later than it may take. */
    public Duration patience() {
        return settings.after().plus(LONGEST_TICK);
    }

    /** Whether any call, lost or not, has not returned yet. */
    public boolean isUnderWay() {
        return calls.isUnderWay();
    }

    /** How many calls are lost at this moment. */
    public int lost() {
        return calls.lost();
    }

    /** Whether so many calls are lost that nothing more should be asked of the token. */
    public boolean isHalfLost() {
        return calls.isHalfLost();
    }

    /**
     * Whether so many calls are lost that only a new process can help: as many again that began after the token was found to
     * hang. However many calls a token leaves that stalls once, they are not at the limit.
     */
    public boolean isAtLimit() {
        return calls.isAtLimit();
    }

    private void look() {
        for (Calls.Call call : calls.look(System.nanoTime())) {
            guarded(() -> report(call));
            tell(listener -> listener.lost(call.thread()));
        }
        calls.told(System.nanoTime());
        tell(Listener::looked);
    }

    private void report(Calls.Call call) {
        LOG.log(
                System.Logger.Level.ERROR,
                "token: a call of thread {0} has not returned within {1} s; given up, {2} lost (hang-limit: {3})",
                call.thread().getName(),
                settings.after().toSeconds(),
                lost(),
                settings.limit());
    }

    private void tell(Consumer<Listener> news) {
        for (Listener listener : listeners) {
            guarded(() -> news.accept(listener));
        }
    }

    /** One step's defect must neither end the watch nor keep anybody from being told. */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "token: watch: defect", e);
        }
    }

    @Override
    public void close() {
        ticking.cancel(false);
        watchdog.shutdownNow();
    }
}
