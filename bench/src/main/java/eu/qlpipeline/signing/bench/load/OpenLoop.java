package eu.qlpipeline.signing.bench.load;

import eu.qlpipeline.signing.client.AgentRefusedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends requests on a schedule, whatever the answers do. A latency counts from the moment at which the request was due, so
 * that a pause of the system under test shows in all requests it delayed (no coordinated omission).
 */
public final class OpenLoop {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final double perSecond;

    /** A loop with that many requests a second. */
    public OpenLoop(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Runs the schedule for that time, and waits for the last answers. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only counts
    public Load run(Supplier<? extends CompletableFuture<?>> request, Duration duration) throws InterruptedException {
        Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);
        LongAdder late = new LongAdder();
        int count = (int) (perSecond * duration.toNanos() / 1e9);
        var open = new CountDownLatch(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            request.get().whenComplete((answer, failure) -> {
                if (failure == null) {
                    latencies.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
                } else if (!isRefusal(failure)) {
                    late.increment();
                }
                open.countDown();
            });
        }
        if (!open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("requests: " + open.getCount() + " never answered");
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new Load(latencies.getTotalCount(), late.sum(), elapsed, latencies);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof AgentRefusedException refused
                && refused.reason() == AgentRefusedException.Reason.OVERLOADED;
    }
}
