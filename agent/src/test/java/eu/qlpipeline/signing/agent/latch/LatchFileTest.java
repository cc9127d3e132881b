package eu.qlpipeline.signing.agent.latch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A latch whose file is none of its own. */
class LatchFileTest {

    private static final LatchedToken TOKEN = new LatchedToken("t", "0001");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("latch");
    }

    private PinLatch latch() {
        return new PinLatch(file, Clock.systemUTC());
    }

    @Test
    void aLinkIsFollowedAndStaysOne() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(file, Path.of("target"));
        latch().begin(TOKEN, "type this");
        assertThat(target).isRegularFile();
        latch().settle(TOKEN);
        assertThat(target).doesNotExist();
        latch().refuse(TOKEN, "CKR_PIN_INCORRECT");
        assertThat(latch().state().latched()).isTrue();
        assertThat(latch().lift()).isTrue();
        assertThat(latch().lift()).isFalse();
        assertThat(Files.isSymbolicLink(file)).isTrue();
    }

    @Test
    void noPinIsTriedWhereItsFileIsAPipe() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThatExceptionOfType(AgentException.class).isThrownBy(() -> latch().begin(TOKEN, "type this"));
        assertThat(Files.exists(file)).isTrue();
        assertThat(Files.isRegularFile(file)).isFalse();
    }
}
