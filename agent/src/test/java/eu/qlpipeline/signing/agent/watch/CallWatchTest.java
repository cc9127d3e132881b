package eu.qlpipeline.signing.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallWatchTest {

    private final CallWatch watch = new CallWatch(new HangSettings(Duration.ofSeconds(1), 2));
    private final CountDownLatch hanging = new CountDownLatch(1);

    @AfterEach
    void stop() {
        hanging.countDown();
        watch.close();
    }

    @CanIgnoreReturnValue
    private CompletableFuture<String> hang() {
        return CompletableFuture.supplyAsync(
                () -> watch.call(() -> {
                    try {
                        hanging.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "late";
                }),
                task -> new Thread(task, "hangs").start());
    }

    @Test
    void passesOnWhatACallReturnsAndThrows() {
        assertThat(watch.<String, RuntimeException>call(() -> "result")).isEqualTo("result");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> watch.call(() -> {
                    throw new IllegalStateException("broken");
                }))
                .withMessage("broken");
        assertThat(watch.lost()).isZero();
    }

    @Test
    void tellsOfTheThreadWhoseCallDoesNotReturn() {
        var lost = new AtomicReference<String>();
        watch.listen(thread -> lost.set(thread.getName()));

        hang();

        await().until(() -> "hangs".equals(lost.get()));
        assertThat(watch.lost()).isEqualTo(1);
        assertThat(watch.isHalfLost()).isTrue();
        assertThat(watch.isAtLimit()).isFalse();
    }

    @Test
    void isAtTheLimitWhenCallsAreLostThatBeganAfterHalfOfThemWere() {
        hang();
        hang();
        await().until(() -> watch.lost() == 2);
        assertThat(watch.isAtLimit()).isFalse();

        await().until(() -> {
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
        await().until(() -> watch.lost() == 1);

        hanging.countDown();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(late::join)
                .withCauseInstanceOf(CallLostException.class);
        assertThat(watch.lost()).isZero();
        assertThat(returned).hasValue(1);
    }

    @Test
    void oneListenersDefectDoesNotKeepAnotherFromBeingTold() {
        var told = new AtomicInteger();
        watch.listen(thread -> {
            throw new IllegalStateException("broken listener");
        });
        watch.listen(thread -> told.incrementAndGet());

        hang();

        await().until(() -> told.get() == 1);
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
            await().until(() -> lost.get() == 1);
        } finally {
            logger.removeHandler(fails);
        }
        hang();
        await().until(() -> lost.get() == 2);
    }
}
