package eu.qlpipeline.signing.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ClosedLoopTest {

    private static final Duration NONE = Duration.ZERO;

    private final Deque<CompletableFuture<String>> asked = new ArrayDeque<>();

    @Test
    void everyAnswerIsFollowedByTheNextRequest() throws InterruptedException {
        try (ClosedLoop loop = ClosedLoop.start(this::ask, 3)) {
            assertThat(asked).hasSize(3);
            for (int i = 0; i < 5; i++) {
                asked.remove().complete("");
            }

            assertThat(asked).hasSize(3);
            assertThat(loop.window(NONE).answered()).isEqualTo(5);
            failAll();
        }
    }

    @Test
    void aWindowCountsWhatWasAnsweredSinceTheLastOne() throws InterruptedException {
        try (ClosedLoop loop = ClosedLoop.start(this::ask, 1)) {
            asked.remove().complete("");
            assertThat(loop.window(NONE).answered()).isEqualTo(1);

            assertThat(loop.window(NONE).answered()).isZero();
            failAll();
        }
    }

    @Test
    void aRequestWithoutAnAnswerEndsTheMeasurement() {
        var problem = new IllegalArgumentException("refused");
        try (ClosedLoop loop = ClosedLoop.start(this::ask, 1)) {
            asked.remove().completeExceptionally(problem);

            assertThatIllegalStateException()
                    .isThrownBy(() -> loop.window(Duration.ofMinutes(1)))
                    .withCause(problem);
        }
    }

    private CompletableFuture<String> ask() {
        var answer = new CompletableFuture<String>();
        asked.add(answer);
        return answer;
    }

    /** A failed request is followed by none, so that the loop can end. */
    private void failAll() {
        asked.forEach(each -> each.completeExceptionally(new IllegalArgumentException("the end")));
    }
}
