package eu.qlpipeline.signing.client.internal.cli.load;

import eu.qlpipeline.signing.client.AgentUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of challenges in flight until all are answered. The next one is sent by the thread that verified the last.
 * Rejections and refusals are counted, and the run goes on; an agent that is not there ends it early.
 */
public final class LoadRun {

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(2);
    private static final int DIGITS = 3;
    private static final Duration REFRESH = Duration.ofMillis(200);

    private final Supplier<? extends CompletableFuture<?>> source;
    private final long count;
    private final int inFlight;
    private final long start = System.nanoTime();
    private final AtomicLong left;
    private final LongAdder accepted = new LongAdder();
    private final Failures failures = new Failures();
    private final ConcurrentHistogram latency = new ConcurrentHistogram(1, LONGEST_MICROS, DIGITS);
    private final CountDownLatch lanes;

    /**
     * @param source sends a challenge each time it is asked
     * @param count how many to send
     * @param inFlight how many of them may be without an answer at a time
     */
    public LoadRun(Supplier<? extends CompletableFuture<?>> source, long count, int inFlight) {
        this.source = source;
        this.count = count;
        this.inFlight = (int) Math.min(count, inFlight);
        this.left = new AtomicLong(count);
        this.lanes = new CountDownLatch(this.inFlight);
    }

    /**
     * Sends all challenges and waits for their answers.
     *
     * @param progress is told now and then how many have a verdict
     * @throws InterruptedException if the thread is interrupted; what is in flight goes on
     */
    public LoadResult run(LongConsumer progress) throws InterruptedException {
        for (int lane = 0; lane < inFlight; lane++) {
            pump();
        }
        while (!lanes.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
            progress.accept(accepted.sum());
        }
        LoadResult result = soFar();
        progress.accept(result.accepted());
        return result;
    }

    /** What has come of them until now. */
    public LoadResult soFar() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new LoadResult(count, accepted.sum(), failures.soFar(), elapsed, latency.copy());
    }

    /** One lane: sends the next challenge when the last has its verdict, in a loop where that comes at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage is the lane's next step
    private void pump() {
        while (left.getAndDecrement() > 0) {
            long sent = System.nanoTime();
            CompletableFuture<?> verdict = source.get();
            if (!verdict.isDone()) {
                verdict.whenComplete((value, failure) -> {
                    settle(failure, sent);
                    pump();
                });
                return;
            }
            verdict.whenComplete((value, failure) -> settle(failure, sent));
        }
        lanes.countDown();
    }

    private void settle(@Nullable Throwable failure, long sent) {
        if (failure == null) {
            accepted.increment();
            latency.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - sent) / 1000));
            return;
        }
        failures.add(failure);
        if (failure instanceof AgentUnavailableException) {
            left.set(0);
        }
    }
}
