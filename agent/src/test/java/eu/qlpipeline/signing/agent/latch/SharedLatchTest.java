package eu.qlpipeline.signing.agent.latch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One file that two tokens were given for their latch. */
class SharedLatchTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final LatchedToken A = new LatchedToken("ql-pipeline", "00A");
    private static final LatchedToken B = new LatchedToken("hsm2", "00B");
    private static final LatchedToken NAMESAKE = new LatchedToken("ql-pipeline", "00C");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("latch");
    }

    private PinLatch latch() {
        return new PinLatch(file, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static void refusesAs(Runnable login, String of, String expected, Path file) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(login::run)
                .withMessage("token.latch: " + file + " is of token " + of + " (expected: of token " + expected
                        + "); no PIN is tried with it")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED))
                .satisfies(
                        e -> assertThat(e.hints()).hasSize(2).first().asString().contains("token.latch"));
    }

    @Test
    void aRefusalIsSaidOfTheTokenThatRefused() {
        latch().begin(A, "type this");
        latch().refuse(A, "CKR_PIN_INCORRECT");

        refusesAs(() -> latch().requireOpen(B, "type this"), "ql-pipeline serial 00A", "hsm2 serial 00B", file);
        refusesAs(
                () -> latch().requireOpen(NAMESAKE, "type this"),
                "ql-pipeline serial 00A",
                "ql-pipeline serial 00C",
                file);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().requireOpen(A, "type this"))
                .withMessageContaining("PIN of token ql-pipeline: refused with CKR_PIN_INCORRECT");
    }

    @Test
    void aTryIsNotForgottenForTheLoginOfAnotherToken() {
        latch().begin(A, "type this");
        latch().doubt(A, "CKR_GENERAL_ERROR");
        LatchState before = latch().state();

        refusesAs(() -> latch().begin(B, "type this"), "ql-pipeline serial 00A", "hsm2 serial 00B", file);
        latch().settle(B);
        latch().doubt(B, "CKR_GENERAL_ERROR");
        latch().accept(B);

        assertThat(before.unsettled()).isEqualTo(1);
        assertThat(latch().state()).isEqualTo(before);
    }

    @Test
    void aLoginThatWentWellSaysNothingOfThePinOfAnotherToken() {
        latch().begin(A, "type this");
        latch().accept(A);
        for (int i = 0; i < LatchState.MOST_UNSETTLED; i++) {
            latch().begin(B, "type this");
        }
        assertThat(latch().state().latched()).isTrue();
        refusesAs(() -> latch().requireOpen(A, "type this"), "hsm2 serial 00B", "ql-pipeline serial 00A", file);
    }

    /** The token was unplugged in the middle of a login, and its spare is in its place. */
    @Test
    void aTokenOfTheSameLabelGoesOnWithTheCount() {
        latch().begin(A, "type this");

        latch().requireOpen(NAMESAKE, "type this");
        latch().begin(NAMESAKE, "type this");
        assertThat(latch().state()).isEqualTo(new LatchState(2, 0, Optional.of(NAMESAKE), Optional.empty()));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().requireOpen(NAMESAKE, "type this"))
                .withMessageContaining("PIN of token ql-pipeline: 2 logins without a known outcome");

        latch().accept(NAMESAKE);
        assertThat(file).doesNotExist();
    }

    @Test
    void aRefusalOutlastsTheLoginThatAnotherTokenHasBegunMeanwhile() {
        latch().begin(A, "type this");
        latch().accept(A);
        latch().begin(A, "type this");
        latch().begin(B, "type this");
        latch().refuse(A, "CKR_PIN_INCORRECT");
        latch().accept(B);
        assertThat(latch().state().token()).contains(A);
        assertThat(latch().state().refusals()).isEqualTo(1);

        latch().refuse(B, "CKR_PIN_INCORRECT");
        assertThat(latch().state().token()).contains(A);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unsettled: 1\nrefusals: 0\n", "unsettled: 1\nrefusals: 0\ntoken: 'hsm2'\n"})
    void aFileThatDoesNotSayOfWhichTokenItIsIsTakenForThis(String content) throws IOException {
        Files.writeString(file, content);
        assertThatCode(() -> latch().requireOpen(B, "type this")).doesNotThrowAnyException();
        latch().begin(B, "type this");
        assertThat(latch().state()).isEqualTo(new LatchState(2, 0, Optional.of(B), Optional.empty()));
    }

    @Test
    void whatATokenSaysOfItselfStaysOnItsLine() {
        var odd = new LatchedToken("it's\n: a #token", " ");
        latch().begin(odd, "type this");
        assertThat(latch().state().token()).contains(new LatchedToken("it's?: a #token", Optional.empty()));
        latch().accept(odd);
        assertThat(file).doesNotExist();
    }
}
