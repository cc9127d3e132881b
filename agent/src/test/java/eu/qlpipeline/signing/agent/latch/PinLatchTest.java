package eu.qlpipeline.signing.agent.latch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinLatchTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final LatchedToken TOKEN = new LatchedToken("it's: a #token", "0001");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("latch");
    }

    /** As after a restart: nothing is kept but the file. */
    private PinLatch latch() {
        return new PinLatch(file, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void aLoginThatGoesWellLeavesNothing() {
        latch().requireOpen(TOKEN, "type this");
        latch().begin(TOKEN, "type this");
        latch().settle(TOKEN);

        assertThat(directory).isEmptyDirectory();
        assertThat(latch().state()).isEqualTo(LatchState.CLEAR);
    }

    @Test
    void loginsWithoutAnOutcomeLatchItUnlessOneWentWellInThisProcess() {
        for (int i = 0; i < LatchState.MOST_UNSETTLED; i++) {
            latch().begin(TOKEN, "type this");
        }
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().requireOpen(TOKEN, "type this"))
                .withMessageContaining("2 logins without a known outcome");

        latch().accept(TOKEN);
        for (int i = 0; i < 10; i++) {
            latch().begin(TOKEN, "type this");
        }
        assertThatCode(() -> latch().requireOpen(TOKEN, "type this")).doesNotThrowAnyException();

        latch().refuse(TOKEN, "CKR_PIN_INCORRECT");
        assertThat(latch().state().latched()).isTrue();
    }

    @Test
    void aLoginThatEndsInItsMiddleIsNotCountedWhereOneWentWellInThisProcess() {
        latch().begin(TOKEN, "type this");
        latch().accept(TOKEN);
        latch().begin(TOKEN, "type this");
        assertThat(latch().state().unsettled()).isZero();
    }

    @Test
    void loginsOfOthersWithoutAnOutcomeDoNotLatchWhereOneWentWellInThisProcess() throws IOException {
        latch().begin(TOKEN, "type this");
        latch().accept(TOKEN);
        Files.writeString(file, "unsettled: 2\nrefusals: 0\n");

        assertThatCode(() -> latch().requireOpen(TOKEN, "type this")).doesNotThrowAnyException();
        latch().begin(TOKEN, "type this");
        latch().settle(TOKEN);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aLoginThatWasNoQuestionOfThePinForgetsNoOther() {
        latch().begin(TOKEN, "type this");
        latch().begin(TOKEN, "type this");
        latch().settle(TOKEN);
        assertThat(latch().state().unsettled()).isEqualTo(1);
    }

    @Test
    void aRefusalHoldsAcrossRestartsUntilItIsLifted() {
        latch().begin(TOKEN, "type this");
        latch().refuse(TOKEN, "CKR_PIN_INCORRECT");

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().requireOpen(TOKEN, "type this"))
                .withMessage("PIN of token it's: a #token: refused with CKR_PIN_INCORRECT on 2026-03-01T12:00:00Z,"
                        + " latched; not tried again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED))
                .satisfies(e -> assertThat(e.hints())
                        .last()
                        .asString()
                        .contains("signing-agent pin unlatch", "stop the service before"));
        assertThat(latch().state().last()).contains(new LatchState.Refusal("CKR_PIN_INCORRECT", NOW));

        assertThat(latch().lift()).isTrue();
        assertThatCode(() -> latch().requireOpen(TOKEN, "type this")).doesNotThrowAnyException();
        assertThat(latch().lift()).isFalse();
    }

    @Test
    void theLoginOfAnotherProcessDoesNotLiftIt() {
        PinLatch other = latch();
        other.begin(TOKEN, "type this");
        latch().refuse(TOKEN, "CKR_PIN_INCORRECT");
        other.settle(TOKEN);
        assertThat(latch().state().refusals()).isEqualTo(1);

        latch().refuse(TOKEN, "CKR_PIN_LOCKED");
        assertThat(latch().state().refusals()).isEqualTo(2);
    }

    @Test
    void noRefusalIsLostWhereSeveralLoginsEndAtOnce() throws Exception {
        int logins = 8;
        int rounds = 25;
        ExecutorService threads = Executors.newFixedThreadPool(logins);
        try {
            List<Callable<Void>> all = Collections.nCopies(logins, () -> {
                for (int i = 0; i < rounds; i++) {
                    latch().refuse(TOKEN, "CKR_PIN_INCORRECT");
                }
                return null;
            });
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(latch().state().refusals()).isEqualTo(logins * rounds);
    }

    /** It asked before, and hung until now. */
    @Test
    void aLoginThatWasAdmittedDoesNotBeginOnceAnotherWasRefused() {
        PinLatch late = latch();
        late.requireOpen(TOKEN, "type this");
        latch().begin(TOKEN, "type this");
        latch().refuse(TOKEN, "CKR_PIN_INCORRECT");

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> late.begin(TOKEN, "type this"))
                .withMessageContaining("refused with CKR_PIN_INCORRECT")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED));
        assertThat(latch().state().refusals()).isEqualTo(1);
    }

    @Test
    void noThirdLoginBeginsBesideTwoOfWhichNoOutcomeIsKnown() {
        PinLatch late = latch();
        late.requireOpen(TOKEN, "type this");
        for (int i = 0; i < LatchState.MOST_UNSETTLED; i++) {
            latch().begin(TOKEN, "type this");
        }

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> late.begin(TOKEN, "type this"))
                .withMessageContaining("2 logins without a known outcome");
        assertThat(latch().state().unsettled()).isEqualTo(LatchState.MOST_UNSETTLED);
    }

    @Test
    void aLoopOfAgentsThatEndInTheMiddleOfALoginIsStopped() {
        for (int i = 0; i < LatchState.MOST_UNSETTLED; i++) {
            latch().requireOpen(TOKEN, "type this");
            latch().begin(TOKEN, "type this");
        }
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().requireOpen(TOKEN, "type this"))
                .withMessage("PIN of token it's: a #token: 2 logins without a known outcome, latched; not tried again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED));
    }

    @Test
    void aLoginThatGoesWellForgetsOneWithoutAnOutcome() {
        latch().begin(TOKEN, "type this");
        latch().begin(TOKEN, "type this");
        latch().accept(TOKEN);
        assertThat(latch().state()).isEqualTo(LatchState.CLEAR);
    }

    @Test
    void theFileIsItsOwnersAlone() throws IOException {
        latch().begin(TOKEN, "type this");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "refusals: 1\nunsettled: 0\n",
                "refusals: -1\nunsettled: 0\n",
                "refusals: x\nunsettled: 0\n",
                "refusals: 0\nunsettled: 0\nat: yesterday\n",
                "refusals: 0\nunsettled: 0\nmore: 1\n",
                "refusals: 0\n",
                "- 0"
            })
    void whatTheAgentDidNotWriteLatches(String content) throws IOException {
        Files.writeString(file, content);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().requireOpen(TOKEN, "type this"))
                .withMessageMatching("token\\.latch: \\Q" + file
                        + "\\E:[^\n]+ \\(expected: [^\n]+\\)[^\n]*; no PIN is tried without it")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.PIN_REJECTED))
                .satisfies(e -> assertThat(e.hints()).containsExactly(PinAdvice.LIFT));
        assertThat(latch().lift()).isTrue();
    }

    @Test
    void whatCannotBeReadLatchesAndSaysWhatToLookAt() throws IOException {
        Files.createDirectory(file);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().requireOpen(TOKEN, "type this"))
                .withMessage("token.latch: " + file
                        + ": is a directory (expected: a YAML file); no PIN is tried without it");
    }

    @Test
    void noLoginBeginsWhereItCannotBeNoted() {
        file = directory.resolve("missing").resolve("latch");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> latch().begin(TOKEN, "type this"))
                .withMessage("token.latch: " + file + " cannot be written: " + file.getParent() + " is not there")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CONFIGURATION));
    }
}
