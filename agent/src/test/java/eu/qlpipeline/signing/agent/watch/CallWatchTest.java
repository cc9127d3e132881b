package eu.qlpipeline.signing.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallWatchTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final CallWatch watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), 2));
    private final CountDownLatch hanging = new CountDownLatch(1);

    @AfterEach
    void stop() {
        hanging.countDown();
        watch.close();
    }

    @CanIgnoreReturnValue
    private CompletableFuture<String> hang() {
        return hang(new CyclicBarrier(1));
    }

    /** Makes a call as soon as all are there that go through that barrier. */
    @CanIgnoreReturnValue
    private CompletableFuture<String> hang(CyclicBarrier together) {
        return CompletableFuture.supplyAsync(
                () -> {
                    pass(together);
                    return watch.call(() -> {
                        try {
                            hanging.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return "late";
                    });
                },
                task -> new Thread(task, "hangs").start());
    }

    private static void pass(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void passesOnWhatACallReturnsAndThrows() {
        try (var patient = new CallWatch(new HangSettings(AMPLE, 2))) {
            assertThat(patient.<String, RuntimeException>call(() -> "result")).isEqualTo("result");
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> patient.call(() -> {
                        throw new IllegalStateException("broken");
                    }))
                    .withMessage("broken");
            assertThat(patient.lost()).isZero();
        }
    }

    @Test
    void tellsOfTheThreadWhoseCallDoesNotReturn() {
        var lost = new AtomicReference<String>();
        watch.listen(thread -> lost.set(thread.getName()));

        hang();

        await().atMost(AMPLE).until(() -> "hangs".equals(lost.get()));
        assertThat(watch.lost()).isEqualTo(1);
        assertThat(watch.isHalfLost()).isTrue();
        assertThat(watch.isAtLimit()).isFalse();
    }

    @Test
    void isAtTheLimitWhenCallsAreLostThatBeganAfterHalfOfThemWere() {
        var together = new CyclicBarrier(2);
        hang(together);
        hang(together);
        await().atMost(AMPLE).until(() -> watch.lost() == 2);
        assertThat(watch.isAtLimit()).isFalse();

        await().atMost(AMPLE).until(() -> {
            hang();
            return watch.isAtLimit();
        });
    }

    @Test
    void aCallThatReturnsAfterAllHasNoResultAndIsNotLostAnyMore() {
        var returned = new AtomicInteger();
        watch.listen(new CallWatch.Listener() {
            @Override
            public void lost(Thread thread) {}

            @Override
            public void returned() {
                returned.incrementAndGet();
            }
        });
        CompletableFuture<String> late = hang();
        await().atMost(AMPLE).until(() -> watch.lost() == 1);

        hanging.countDown();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(late::join)
                .withCauseInstanceOf(CallLostException.class);
        assertThat(watch.lost()).isZero();
        assertThat(returned).hasValue(1);
    }

    /** Such as a login: one that comes late would spend a try of the PIN. */
    @Test
    void aStepThatWouldDoHarmIsNotTakenOnceItsCallWasGivenUp() {
        OwnCall.requireWanted();
        var taken = new AtomicInteger();
        assertThat(watch.<Integer, RuntimeException>call(() -> step(taken))).isEqualTo(1);
        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(
                () -> watch.call(() -> {
                    await().atMost(AMPLE).until(() -> watch.lost() == 1);
                    // Another within it is none of what was given up.
                    watch.<Boolean, RuntimeException>call(() -> true);
                    return step(taken);
                }),
                task -> new Thread(task, "late").start());

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(late::join)
                .withCauseInstanceOf(CallLostException.class);
        assertThat(taken).hasValue(1);
        assertThat(watch.lost()).isZero();
    }

    /** Such as asking a person, who would be asked for nothing, beside the attempt that took its place. */
    @Test
    void nothingIsDoneAsideOnceItsCallWasGivenUp() {
        var asked = new AtomicInteger();
        assertThat(OwnCall.<Integer>aside(asked::incrementAndGet)).isEqualTo(1);
        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(
                () -> watch.call(() -> {
                    await().atMost(AMPLE).until(() -> watch.lost() == 1);
                    return OwnCall.aside(asked::incrementAndGet);
                }),
                task -> new Thread(task, "late").start());

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(late::join)
                .withCauseInstanceOf(CallLostException.class);
        assertThat(asked).hasValue(1);
    }

    private static int step(AtomicInteger taken) {
        OwnCall.requireWanted();
        return taken.incrementAndGet();
    }

    @Test
    void oneListenersDefectDoesNotKeepAnotherFromBeingTold() {
        var told = new AtomicInteger();
        watch.listen(thread -> {
            throw new IllegalStateException("broken listener");
        });
        watch.listen(thread -> told.incrementAndGet());

        hang();

        await().atMost(AMPLE).until(() -> told.get() == 1);
    }

    @Test
    void goesOnWhereWhatItFindsCannotBeLogged() {
        var lost = new AtomicInteger();
        watch.listen(thread -> lost.incrementAndGet());
        Logger logger = Logger.getLogger(CallWatch.class.getName());
        var fails = new FailingLog();
        logger.addHandler(fails);
        try {
            hang();
            await().atMost(AMPLE).until(() -> lost.get() == 1);
        } finally {
            logger.removeHandler(fails);
        }
        hang();
        await().atMost(AMPLE).until(() -> lost.get() == 2);
    }
}
