package eu.qlpipeline.signing.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {

    private static final CompletableFuture<String> ANSWERED = CompletableFuture.completedFuture("");

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void asManyRequestsAreSentAsAreDue() throws InterruptedException {
        Load load = new OpenLoop(1000).run(this::ask, Duration.ofMillis(50));

        assertThat(asked).hasValue(50);
        assertThat(load.answered()).isEqualTo(50);
    }

    @Test
    void aPauseCountsInEveryRequestItDelayed() throws InterruptedException {
        Load load = new OpenLoop(1000)
                .run(
                        () -> {
                            if (asked.get() == 0) {
                                pauseUntil(System.nanoTime()
                                        + Duration.ofMillis(100).toNanos());
                            }
                            return ask();
                        },
                        Duration.ofMillis(50));

        // All were due within the first 50 ms, and sent after 100.
        assertThat(load.latencies().getMinValue())
                .isGreaterThan(Duration.ofMillis(49).toNanos());
    }

    @Test
    void whatFailsOtherwiseThanByRefusalIsLate() throws InterruptedException {
        Load load = new OpenLoop(1000)
                .run(() -> CompletableFuture.failedFuture(new IllegalStateException("late")), Duration.ofMillis(10));

        assertThat(load.late()).isEqualTo(10);
        assertThat(load.answered()).isZero();
    }

    private CompletableFuture<String> ask() {
        asked.incrementAndGet();
        return ANSWERED;
    }

    private static void pauseUntil(long end) {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
