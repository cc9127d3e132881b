package eu.qlpipeline.signing.agent.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwaitedCallsTest {

    private final AwaitedCalls calls = new AwaitedCalls(new HangSettings(Duration.ofSeconds(1), 2));
    private final CompletableFuture<String> hanging = new CompletableFuture<>();

    @AfterEach
    void stop() {
        hanging.complete("late");
        calls.close();
    }

    @Test
    void passesOnWhatACallReturnsAndThrows() {
        assertThat(calls.make(() -> "result")).isEqualTo("result");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> calls.make(() -> {
                    throw new IllegalStateException("broken");
                }))
                .withMessage("broken");
    }

    @Test
    void givesUpWhatHangsAndGoesOn() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> calls.make(hanging::join))
                .withMessage("token: a call into its library has not returned within 1 s"
                        + " (supervision.hang-seconds); given up")
                .satisfies(thrown -> assertThat(thrown.reason()).isEqualTo(ReasonCode.TOKEN_HUNG));
        assertThat(calls.make(() -> "another")).isEqualTo("another");
    }

    @Test
    void whatIsNoCallMayTakeLonger() {
        // As a person at the terminal: a call that is given up meanwhile is another one's.
        CompletableFuture<Void> lost =
                CompletableFuture.runAsync(() -> calls.watch().call(hanging::join));
        var told = new CompletableFuture<String>();
        calls.watch().listen(thread -> told.complete("typed"));

        assertThat(calls.await(told::join)).isEqualTo("typed");
        assertThat(lost).isNotDone();
    }
}
