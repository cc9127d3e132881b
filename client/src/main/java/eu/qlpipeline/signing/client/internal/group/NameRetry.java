package eu.qlpipeline.signing.client.internal.group;

import io.grpc.NameResolver;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks again for a name that did not resolve, after ever longer pauses, until it does: gRPC does so only where a channel has no
 * address at all.
 *
 * <p>Not safe for use by several threads.
 */
final class NameRetry {

    private static final long FIRST_MILLIS = 1000;
    private static final int MOST_DOUBLINGS = 5;

    private final NameResolver name;
    private final Timer timer;
    private int doublings;
    private @Nullable Runnable cancel;

    NameRetry(NameResolver name, Timer timer) {
        this.name = name;
        this.timer = timer;
    }

    /** The name did not resolve. */
    void failed() {
        if (cancel != null) {
            return;
        }
        long longest = FIRST_MILLIS << doublings;
        doublings = Math.min(MOST_DOUBLINGS, doublings + 1);
        long pause = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        cancel = timer.after(Duration.ofMillis(pause), () -> {
            cancel = null;
            name.refresh();
        });
    }

    /** The name resolved. */
    void resolved() {
        doublings = 0;
        stop();
    }

    /** Nobody wants to know any more. */
    void stop() {
        if (cancel != null) {
            cancel.run();
            cancel = null;
        }
    }

    /** Runs something later, where gRPC calls the resolvers. */
    @FunctionalInterface
    interface Timer {
        /** Returns what cancels it. */
        Runnable after(Duration pause, Runnable task);
    }
}
