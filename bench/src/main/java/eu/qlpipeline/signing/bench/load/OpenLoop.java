package eu.qlpipeline.signing.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
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
        AtomicLong answered = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        Phaser open = new Phaser(1);
        long start = System.nanoTime();
        long count = (long) (perSecond * duration.toNanos() / 1e9);
        for (long i = 0; i < count; i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            open.register();
            request.get().whenComplete((answer, failure) -> {
                if (failure == null) {
                    latencies.recordValue(Math.min(System.nanoTime() - due, LONGEST_NANOS));
                    answered.incrementAndGet();
                } else {
                    refused.incrementAndGet();
                }
                open.arriveAndDeregister();
            });
        }
        awaitAll(open);
        return new Load(answered.get(), refused.get(), Duration.ofNanos(System.nanoTime() - start), latencies);
    }

    private static void awaitAll(Phaser open) throws InterruptedException {
        try {
            int phase = open.arriveAndDeregister();
            open.awaitAdvanceInterruptibly(phase, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("requests: some never answered", e);
        }
    }
}
