package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SubmissionQueueTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final SubmissionQueue queue = new SubmissionQueue(100);

    private static Submission awaited(Duration patience) {
        return new Submission(0, List.of(), List.of(), new Durability() {
            @Override
            public void durable() {}

            @Override
            public void lost(AgentException reason) {}

            @Override
            public long patience() {
                return patience.toNanos();
            }
        });
    }

    private CompletableFuture<List<Submission>> taking() {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return queue.take(LONG);
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                })
                .orTimeout(20, TimeUnit.SECONDS);
    }

    @Test
    void givesAtOnceWhatIsAwaitedAtOnce() {
        CompletableFuture<List<Submission>> taken = taking();
        queue.put(awaited(Duration.ZERO));
        assertThat(taken.join()).hasSize(1);
    }

    @Test
    void whatCanWaitIsTakenWithWhatCannot() {
        Submission patient = awaited(LONG);
        Submission impatient = awaited(Duration.ZERO);
        CompletableFuture<List<Submission>> taken = taking();
        queue.put(Submission.unawaited(0, List.of(), List.of()));
        queue.put(patient);
        assertThat(taken).isNotDone();
        queue.put(impatient);
        assertThat(taken.join()).hasSize(3).contains(patient, impatient);
    }

    @Test
    void whatCanWaitIsTakenWhenItsPatienceEnds() {
        CompletableFuture<List<Submission>> taken = taking();
        queue.put(awaited(LONG));
        queue.put(awaited(Duration.ofMillis(30)));
        queue.put(awaited(LONG));
        assertThat(taken.join()).hasSize(3);
    }

    @Test
    void whoComesLaterIsAwaitedOnItsOwn() throws InterruptedException {
        queue.put(awaited(Duration.ZERO));
        assertThat(queue.take(LONG)).hasSize(1);
        assertThat(queue.take(Duration.ofMillis(1))).isEmpty();
        queue.put(awaited(LONG));
        CompletableFuture<List<Submission>> taken = taking();
        assertThat(taken).isNotDone();
        queue.stop();
        assertThat(taken.join()).hasSize(1);
    }
}
