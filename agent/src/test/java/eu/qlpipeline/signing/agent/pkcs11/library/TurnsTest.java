package eu.qlpipeline.signing.agent.pkcs11.library;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.security.ProviderException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Turns turns = new Turns();

    @Test
    void oneComesWhenTheOtherEnds() {
        turns.take(SHORT);
        var next = waiting();

        turns.end();

        next.join();
    }

    @Test
    void aTurnThatDoesNotEndIsNotWaitedForAnyLonger() {
        turns.take(SHORT);

        assertThatExceptionOfType(ProviderException.class)
                .isThrownBy(() -> turns.take(SHORT))
                .withMessageContaining("does not return");
    }

    @Test
    void closingTurnsAwayAllWhoWaitAlthoughATurnDoesNotEnd() {
        turns.take(SHORT);
        var first = waiting();
        var second = waiting();

        turns.close(SHORT);

        assertTurnedAway(first);
        assertTurnedAway(second);
        assertThatThrownBy(() -> turns.take(LONG)).hasMessageContaining("closed");
    }

    @Test
    void closingWaitsForTheTurnUnderWay() {
        turns.take(SHORT);
        Thread closing = new Thread(() -> turns.close(LONG));
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);

        turns.end();

        await().until(() -> !closing.isAlive());
    }

    private CompletableFuture<Boolean> waiting() {
        var outcome = new CompletableFuture<Boolean>();
        Thread thread = new Thread(() -> {
            try {
                turns.take(LONG);
                outcome.complete(true);
            } catch (ProviderException e) {
                outcome.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return outcome;
    }

    private static void assertTurnedAway(CompletableFuture<Boolean> waiting) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(waiting::join)
                .withMessageContaining("closed");
    }
}
