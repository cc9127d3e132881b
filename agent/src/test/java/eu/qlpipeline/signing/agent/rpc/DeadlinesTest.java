package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private static final long LONGEST = Duration.ofSeconds(30).toNanos();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    /** How long a call waits at the most, seen after it was asked. */
    private long left(Duration deadline) throws Exception {
        try (var context = Context.ROOT.withDeadline(Deadline.after(deadline.toSeconds(), TimeUnit.SECONDS), timer)) {
            return context.call(Deadlines::ofCall) - System.nanoTime();
        }
    }

    @Test
    void noCallWaitsLongerThanAnyMay() throws Exception {
        assertThat(left(Duration.ofHours(1))).isLessThanOrEqualTo(LONGEST);
        assertThat(Context.ROOT.call(Deadlines::ofCall) - System.nanoTime()).isLessThanOrEqualTo(LONGEST);
    }

    @Test
    void aCallWaitsNoLongerThanItsCaller() throws Exception {
        assertThat(left(Duration.ofSeconds(-1))).isNegative();
        assertThat(left(Duration.ofSeconds(10)))
                .isLessThanOrEqualTo(Duration.ofSeconds(10).toNanos());
    }
}
