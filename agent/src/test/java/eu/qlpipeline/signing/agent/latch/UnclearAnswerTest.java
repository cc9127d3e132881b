package eu.qlpipeline.signing.agent.latch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that refuses logins, and does not say whether for their PIN. */
class UnclearAnswerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final LatchedToken TOKEN = new LatchedToken("ql-token", "0001");
    private static final String ERROR = "CKR 0x80000141";

    @TempDir
    private Path directory;

    private PinLatch latch(Instant now) {
        return new PinLatch(directory.resolve("latch"), Clock.fixed(now, ZoneOffset.UTC));
    }

    private LatchState unclear(Instant now) {
        latch(now).requireOpen(TOKEN, "type this");
        latch(now).begin(TOKEN, "type this");
        return latch(now).doubt(TOKEN, ERROR);
    }

    @Test
    void thePinIsTriedOnceMoreAfterAWhileAndThenNoMore() {
        assertThat(unclear(NOW).latched()).isFalse();
        for (Instant early : new Instant[] {NOW, NOW.plus(LatchState.PAUSE).minusMillis(1)}) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> latch(early).requireOpen(TOKEN, "type this"))
                    .withMessage(
                            "PIN of token ql-token: answered with CKR 0x80000141 on 2026-03-01T12:00:00Z, which may"
                                    + " mean the PIN; tried again after 2026-03-01T12:01:00Z")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.TOKEN_FAILURE));
        }

        assertThat(unclear(NOW.plus(LatchState.PAUSE)).latched()).isTrue();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() ->
                        latch(NOW.plus(LatchState.PAUSE).plus(LatchState.PAUSE)).requireOpen(TOKEN, "type this"))
                .withMessage("PIN of token ql-token: 2 logins without a known outcome (the last: CKR 0x80000141 on"
                        + " 2026-03-01T12:01:00Z), latched; not tried again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED));
    }

    @Test
    void aTokenThatIsNotThereMeanwhileDoesNotMakeItForgotten() {
        unclear(NOW);
        Instant later = NOW.plus(LatchState.PAUSE);
        latch(later).begin(TOKEN, "type this");
        latch(later).settle(TOKEN);

        assertThat(unclear(later).latched()).isTrue();
    }

    @Test
    void whoSetsTheClockBackDoesNotWait() {
        unclear(NOW);
        assertThatCode(() -> latch(NOW.minusSeconds(1)).requireOpen(TOKEN, "type this"))
                .doesNotThrowAnyException();
    }

    @Test
    void nothingIsCountedOnceALoginWentWellInThisProcess() {
        unclear(NOW);
        latch(NOW.plus(LatchState.PAUSE)).begin(TOKEN, "type this");
        latch(NOW).accept(TOKEN);

        for (int i = 0; i < 10; i++) {
            assertThat(unclear(NOW)).isEqualTo(LatchState.CLEAR);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aRefusalEndsThatThePinIsKnownToBeRight() {
        latch(NOW).begin(TOKEN, "type this");
        latch(NOW).accept(TOKEN);
        latch(NOW).begin(TOKEN, "type this");
        latch(NOW).refuse(TOKEN, "CKR_PIN_INCORRECT");
        assertThat(latch(NOW).lift()).isTrue();

        assertThat(unclear(NOW).latched()).isFalse();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch(NOW).requireOpen(TOKEN, "type this"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.TOKEN_FAILURE));
        Instant later = NOW.plus(LatchState.PAUSE);
        assertThat(unclear(later).latched()).isTrue();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch(later.plus(LatchState.PAUSE)).requireOpen(TOKEN, "type this"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED));
    }

    @Test
    void aRefusalIsNotTakenBack() {
        latch(NOW).begin(TOKEN, "type this");
        latch(NOW).begin(TOKEN, "type this");
        latch(NOW).refuse(TOKEN, "CKR_PIN_INCORRECT");
        latch(NOW).doubt(TOKEN, ERROR);
        assertThat(latch(NOW).state().last()).contains(new LatchState.Refusal("CKR_PIN_INCORRECT", NOW));
    }
}
