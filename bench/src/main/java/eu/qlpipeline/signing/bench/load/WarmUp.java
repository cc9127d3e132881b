package eu.qlpipeline.signing.bench.load;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Load until throughput stands still: until the last three windows are within a few percent of each other.
 *
 * @param window how long throughput is counted at a time
 * @param least windows at least, three or more
 * @param most windows at most, since a busy machine never stands still
 */
public record WarmUp(Duration window, int least, int most) {

    private static final int COMPARED = 3;
    private static final double TOLERANCE = 0.03;

    /** Part of a processor. */
    private static final double LITTLE = 0.10;

    /** Three windows are compared. */
    public WarmUp {
        if (least < COMPARED || most < least) {
            throw new IllegalArgumentException(
                    "windows: " + least + " to " + most + " (expected: from " + COMPARED + ")");
        }
    }

    /** Lets a loop run that long. */
    public void run(ClosedLoop loop) throws InterruptedException {
        run(loop, () -> true);
    }

    /** Lets a loop run that long, and until the compilers of this process have little left to do. */
    public void runUntilCompiled(ClosedLoop loop) throws InterruptedException {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        var before = new AtomicLong(compilers.getTotalCompilationTime());
        run(loop, () -> {
            long now = compilers.getTotalCompilationTime();
            return now - before.getAndSet(now) < window.toMillis() * LITTLE;
        });
    }

    /**
     * @param quiet asked after each window whether it was one like those to come
     */
    private void run(ClosedLoop loop, BooleanSupplier quiet) throws InterruptedException {
        List<Double> seen = new ArrayList<>();
        boolean warm = false;
        while (seen.size() < least || (seen.size() < most && !warm)) {
            seen.add(loop.window(window).perSecond());
            warm = quiet.getAsBoolean() && seen.size() >= COMPARED && isSettled(seen);
        }
    }

    static boolean isSettled(List<Double> perSecond) {
        List<Double> last = perSecond.subList(perSecond.size() - COMPARED, perSecond.size());
        return Collections.min(last) >= Collections.max(last) * (1 - TOLERANCE);
    }
}
