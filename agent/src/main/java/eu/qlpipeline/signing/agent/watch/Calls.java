package eu.qlpipeline.signing.agent.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The calls that are under way, and those that are lost. Times are on the scale of {@link System#nanoTime}.
 *
 * <p>Safe for use by several threads; the looks are those of one.
 */
final class Calls {

    /** A look that comes so much later than it was due shows that the whole process stood still. */
    static final Duration PAUSE = Duration.ofMillis(500);

    private final HangSettings settings;
    private final Duration tick;
    private final Set<Call> running = ConcurrentHashMap.newKeySet();

    @GuardedBy("this")
    private final Set<Call> lost = new HashSet<>();

    @GuardedBy("this")
    private OptionalLong halfLostSince = OptionalLong.empty();

    private long due;
    private boolean paused;

    /** @param tick what lies between the end of one look and the next */
    Calls(HangSettings settings, Duration tick, long now) {
        this.settings = settings;
        this.tick = tick;
        this.due = now + tick.toNanos();
    }

    /** A call begins on that thread. */
    Call begin(Thread thread, long now) {
        Call call = new Call(thread, now);
        running.add(call);
        return call;
    }

    /** A call has returned; whether what it returns is still wanted, or the call was lost before. */
    boolean end(Call call) {
        if (call.state.compareAndSet(State.UNDER_WAY, State.DONE)) {
            return true;
        }
        synchronized (this) {
            lost.remove(call);
            if (!isHalfLost()) {
                halfLostSince = OptionalLong.empty();
            }
        }
        return false;
    }

    /** A call is none of those under way any more. */
    void leave(Call call) {
        running.remove(call);
    }

    /** Whether any call has not returned, be it lost or not. */
    boolean isUnderWay() {
        return !running.isEmpty();
    }

    /**
     * The calls that are lost since the last look. All of them are counted before anybody hears of one, so that what hangs
     * together is judged together. A pause of the process is held against no call: they are given back what it took, and are
     * judged by the next look, when those that the token has answered have had time to return.
     */
    List<Call> look(long now) {
        long late = now - due;
        boolean wasPaused = paused;
        paused = late > PAUSE.toNanos();
        if (paused) {
            running.forEach(call -> call.giveBack(late, now));
        }
        // A process that never runs in time still has to find what hangs.
        return paused && !wasPaused ? List.of() : overdue(now);
    }

    private synchronized List<Call> overdue(long now) {
        List<Call> given = new ArrayList<>();
        for (Call call : running) {
            if (call.took(now) >= settings.after().toNanos() && call.state.compareAndSet(State.UNDER_WAY, State.LOST)) {
                lost.add(call);
                given.add(call);
            }
        }
        return given;
    }

    /** What the last look found was told to all; what begins from now on is none of the same stall. */
    synchronized void told(long now) {
        due = now + tick.toNanos();
        if (isHalfLost() && halfLostSince.isEmpty()) {
            halfLostSince = OptionalLong.of(now);
        }
    }

    /** How many calls are lost. */
    synchronized int lost() {
        return lost.size();
    }

    /** Whether half of the limit is lost. */
    synchronized boolean isHalfLost() {
        return lost.size() >= half();
    }

    /** Whether the other half is lost as well, of calls that began after the first: one stall takes all that is under way. */
    synchronized boolean isAtLimit() {
        if (halfLostSince.isEmpty()) {
            return false;
        }
        long since = halfLostSince.getAsLong();
        return lost.stream().filter(call -> call.began - since > 0).count() >= settings.limit() - half();
    }

    private int half() {
        return (settings.limit() + 1) / 2;
    }

    private enum State {
        UNDER_WAY,
        DONE,
        LOST
    }

    /** One call. */
    static final class Call {

        private final Thread thread;
        private final long began;
        private final AtomicReference<State> state = new AtomicReference<>(State.UNDER_WAY);

        // When it would have begun had the process never stood still.
        @GuardedBy("this")
        private long start;

        @GuardedBy("this")
        private boolean paused;

        private Call(Thread thread, long now) {
            this.thread = thread;
            this.began = now;
            this.start = now;
        }

        Thread thread() {
            return thread;
        }

        boolean isLost() {
            return state.get() == State.LOST;
        }

        /** What is done until {@link #goOn} is held against it by no look. */
        synchronized void pause() {
            paused = true;
        }

        /** What comes now may take as long as all of a call. */
        synchronized void goOn(long now) {
            paused = false;
            start = now;
        }

        private synchronized long took(long now) {
            return paused ? 0 : now - start;
        }

        private synchronized void giveBack(long nanos, long now) {
            start += Math.min(nanos, now - start);
        }
    }
}
