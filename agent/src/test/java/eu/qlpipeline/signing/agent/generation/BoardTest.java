package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BoardTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();
    private final Board board = new Board(standing(TokenState.STARTING, Instant.now()), nanos::get);

    private static Standing standing(TokenState state, Instant since) {
        return Standing.without(state, new AgentException(ReasonCode.TOKEN_SESSION_LOST, "token: lost"), since);
    }

    @Test
    void tellsItsListenersOfEachChange() {
        List<TokenState> read = new ArrayList<>();
        board.onChange(() -> read.add(board.read().state()));

        board.write(standing(TokenState.RECOVERING, Instant.now()));
        board.write(standing(TokenState.LATCHED, Instant.now()));

        assertThat(read).containsExactly(TokenState.RECOVERING, TokenState.LATCHED);
    }

    @Test
    void logsWhatIsTheMatterOnceInEachState() {
        Instant now = Instant.now();
        Standing absent = Standing.without(
                TokenState.RECOVERING, new AgentException(ReasonCode.TOKEN_ABSENT, "token: absent", "plug it in"), now);
        try (var log = CapturedLog.of(TokenSupervisor.class.getName())) {
            board.write(standing(TokenState.RECOVERING, now));
            board.write(standing(TokenState.RECOVERING, now));
            board.write(absent);
            board.write(absent);
            board.write(standing(TokenState.LATCHED, now));
            board.write(standing(TokenState.CLOSED, now));

            assertThat(log.lines())
                    .containsExactly(
                            "SEVERE token: RECOVERING: token: lost",
                            "WARNING token: RECOVERING: token: absent; plug it in",
                            "SEVERE token: LATCHED: token: lost");
        }
    }

    @Test
    @Timeout(30)
    void waitsForTheEndOfARecoveryThatHasJustBegun() {
        nanos.addAndGet(LONG.toNanos());
        board.write(standing(TokenState.RECOVERING, Instant.now()));
        var read = new CompletableFuture<Standing>();
        var waiting = new Thread(() -> read.complete(board.readSoon(LONG)));
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING || !waiting.isAlive());

        board.write(standing(TokenState.LATCHED, Instant.now()));

        assertThat(read.join().state()).isEqualTo(TokenState.LATCHED);
    }

    @Test
    void doesNotWaitForARecoveryThatTakesLong() {
        board.write(standing(TokenState.RECOVERING, Instant.now()));
        nanos.addAndGet(LONG.toNanos());

        assertThat(board.readSoon(LONG).state()).isEqualTo(TokenState.RECOVERING);
    }

    @Test
    @Timeout(30)
    void aClockThatIsSetBackMakesNobodyWaitLonger() {
        board.write(standing(TokenState.RECOVERING, Instant.now().plus(Duration.ofHours(1))));
        nanos.addAndGet(LONG.toNanos());

        assertThat(board.readSoon(LONG).state()).isEqualTo(TokenState.RECOVERING);
    }

    @Test
    @Timeout(30)
    void waitsForTheEndOfARecoveryNoLongerThanItsClockSays() {
        board.write(standing(TokenState.RECOVERING, Instant.now()));
        CompletableFuture<Standing> waited = CompletableFuture.supplyAsync(() -> board.readSoon(LONG.multipliedBy(5)));

        await().until(() -> {
            nanos.addAndGet(LONG.toNanos());
            board.write(standing(TokenState.RECOVERING, Instant.now()));
            return waited.isDone();
        });

        assertThat(waited.join().state()).isEqualTo(TokenState.RECOVERING);
    }

    @Test
    @Timeout(30)
    void aRecoveryThatGoesOnForAnotherReasonHasNotBegunAnew() {
        board.write(standing(TokenState.RECOVERING, Instant.now()));
        nanos.addAndGet(LONG.toNanos());
        board.write(standing(TokenState.RECOVERING, Instant.now()));

        assertThat(board.readSoon(LONG).state()).isEqualTo(TokenState.RECOVERING);
    }
}
