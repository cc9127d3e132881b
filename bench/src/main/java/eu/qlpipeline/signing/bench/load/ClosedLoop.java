package eu.qlpipeline.signing.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Keeps a fixed number of requests in flight: each answer is followed by the next request. Its latencies say nothing of
 * requests that would have come meanwhile; see {@link OpenLoop} for those.
 */
public final class ClosedLoop {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int inFlight;

    /** A loop with that many requests in flight. */
    public ClosedLoop(int inFlight) {
        this.inFlight = inFlight;
    }

    /** Runs the requests for that time, and waits for the last answers. */
    public Load run(Supplier<? extends CompletableFuture<?>> request, Duration duration) throws InterruptedException {
        Run run = new Run(request, System.nanoTime() + duration.toNanos(), inFlight);
        long start = System.nanoTime();
        for (int i = 0; i < inFlight; i++) {
            run.next();
        }
        if (!run.open.await(duration.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("requests: " + run.open.getCount() + " never answered");
        }
        return new Load(
                run.answered.get(), run.refused.get(), Duration.ofNanos(System.nanoTime() - start), run.latencies);
    }

    private static final class Run {

        private final Supplier<? extends CompletableFuture<?>> request;
        private final long endNanos;
        private final CountDownLatch open;
        private final AtomicLong answered = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, 3);

        Run(Supplier<? extends CompletableFuture<?>> request, long endNanos, int inFlight) {
            this.request = request;
            this.endNanos = endNanos;
            this.open = new CountDownLatch(inFlight);
        }

        @SuppressWarnings("FutureReturnValueIgnored") // the stage is the next request
        void next() {
            long start = System.nanoTime();
            if (start >= endNanos) {
                open.countDown();
                return;
            }
            request.get().whenComplete((answer, failure) -> {
                if (failure == null) {
                    latencies.recordValue(Math.min(System.nanoTime() - start, LONGEST_NANOS));
                    answered.incrementAndGet();
                } else {
                    refused.incrementAndGet();
                }
                next();
            });
        }
    }
}
