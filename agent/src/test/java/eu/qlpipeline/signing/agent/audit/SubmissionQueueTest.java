package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /** A thread that takes, and has nothing more to do until it is woken. */
    private Taking taking() {
        var taken = new CompletableFuture<List<Submission>>();
        Thread thread = new Thread(() -> {
            try {
                taken.complete(queue.take(LONG));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        var taking = new Taking(thread, taken);
        taking.awaitPause(1);
        return taking;
    }

    private record Taking(Thread thread, CompletableFuture<List<Submission>> taken) {

        /** Waits until the thread waits for the time that often, if it does not end. */
        void awaitPause(long times) {
            await().until(this::pauses, pauses -> pauses >= times || taken.isDone());
        }

        /** How often the thread has waited, if it waits for a time now. */
        long pauses() {
            ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
            return info != null && info.getThreadState() == Thread.State.TIMED_WAITING ? info.getWaitedCount() : 0;
        }

        List<Submission> join() {
            return taken.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void givesAtOnceWhatIsAwaitedAtOnce() {
        Taking taking = taking();
        queue.put(awaited(Duration.ZERO));
        assertThat(taking.join()).hasSize(1);
    }

    @Test
    void whatCanWaitIsTakenWithWhatCannot() {
        Submission patient = awaited(LONG);
        Submission impatient = awaited(Duration.ZERO);
        Taking taking = taking();
        queue.put(Submission.unawaited(0, List.of(), List.of()));
        long before = taking.pauses();
        queue.put(patient);
        taking.awaitPause(before + 1);
        assertThat(taking.taken()).isNotDone();
        queue.put(impatient);
        assertThat(taking.join()).hasSize(3).contains(patient, impatient);
    }

    @Test
    void whatCanWaitIsTakenWhenItsPatienceEnds() {
        Taking taking = taking();
        queue.put(awaited(LONG));
        queue.put(awaited(Duration.ofMillis(30)));
        queue.put(awaited(LONG));
        assertThat(taking.join()).hasSize(3);
    }

    @Test
    void whoComesLaterIsAwaitedOnItsOwn() throws InterruptedException {
        queue.put(awaited(Duration.ZERO));
        assertThat(queue.take(LONG)).hasSize(1);
        assertThat(queue.take(Duration.ofMillis(1))).isEmpty();
        queue.put(awaited(LONG));
        Taking taking = taking();
        assertThat(taking.taken()).isNotDone();
        queue.stop();
        assertThat(taking.join()).hasSize(1);
    }
}
