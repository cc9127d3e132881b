package eu.qlpipeline.signing.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a fixed number of requests in flight: each answer is followed by the next request. What is measured are windows
 * of time within the run, so that neither its beginning nor its end counts. Its latencies say nothing of requests that would
 * have come meanwhile; see {@link OpenLoop} for those.
 */
public final class ClosedLoop implements AutoCloseable {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEAD_IN = Duration.ofMillis(300);

    private final Supplier<? extends CompletableFuture<?>> request;
    private final CountDownLatch open;
    private final Recorder latencies = new Recorder(LONGEST_NANOS, 3);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private volatile boolean stopping;
    private long windowStart = System.nanoTime();

    private ClosedLoop(Supplier<? extends CompletableFuture<?>> request, int inFlight) {
        this.request = request;
        this.open = new CountDownLatch(inFlight);
    }

    /** Sends the first requests. */
    public static ClosedLoop start(Supplier<? extends CompletableFuture<?>> request, int inFlight) {
        var loop = new ClosedLoop(request, inFlight);
        for (int i = 0; i < inFlight; i++) {
            loop.next();
        }
        return loop;
    }

    /** Starts a loop, measures one window once it runs steadily, and ends it. */
    public static Load measure(Supplier<? extends CompletableFuture<?>> request, int inFlight, Duration duration)
            throws InterruptedException {
        try (ClosedLoop loop = start(request, inFlight)) {
            loop.window(LEAD_IN);
            return loop.window(duration);
        }
    }

    /**
     * What is answered from the end of the last window on.
     *
     * @throws IllegalStateException if a request was not answered
     */
    public Load window(Duration duration) throws InterruptedException {
        long left = windowStart + duration.toNanos() - System.nanoTime();
        if (failed.await(left, TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("requests: not all answered", failure.get());
        }
        Histogram seen = latencies.getIntervalHistogram();
        long now = System.nanoTime();
        var load = new Load(seen.getTotalCount(), 0, Duration.ofNanos(now - windowStart), seen);
        windowStart = now;
        return load;
    }

    /** Sends no more requests, and waits for the last answers. */
    @Override
    public void close() {
        stopping = true;
        try {
            if (!open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("requests: " + open.getCount() + " never answered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage is the next request
    private void next() {
        if (stopping) {
            open.countDown();
            return;
        }
        long start = System.nanoTime();
        request.get().whenComplete((answer, problem) -> {
            if (problem == null) {
                latencies.recordValue(Math.min(System.nanoTime() - start, LONGEST_NANOS));
                next();
            } else {
                failure.compareAndSet(null, problem);
                failed.countDown();
                open.countDown();
            }
        });
    }
}
