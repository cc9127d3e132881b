package eu.qlpipeline.signing.agent.audit.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a log is begun, and where none is. */
class LogDirectoryTest {

    @TempDir
    private Path directory;

    private static void assertRefused(Path log, String message, String hint) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new LogDirectory(log).lock())
                .withMessage("audit.directory: " + log + " cannot be written: " + message)
                .satisfies(e -> assertThat(e.hints()).anyMatch(line -> line.contains(hint)));
    }

    @Test
    void makesItselfAndNothingAboveIt() throws IOException {
        new LogDirectory(directory.resolve("log")).lock().close();
        assertThat(directory.resolve("log")).isDirectory();

        Path missing = directory.resolve("mnt");
        assertRefused(missing.resolve("log"), missing + " is not there", "if its name is right, create it: mkdir -p");
        assertThat(missing).doesNotExist();
    }

    @Test
    void namesTheFileThatCannotBeWritten() throws IOException {
        Path lock = Files.createDirectory(directory.resolve("lock"));
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new LogDirectory(directory).lock())
                .withMessage("audit.directory: " + lock
                        + " cannot be written: it is there and no regular file (expected: a file, or a link to one)")
                .satisfies(e -> assertThat(e.hints()).singleElement().asString().endsWith(directory + " " + lock));
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void waitsForNobodyAtAPipe() throws Exception {
        Path lock = directory.resolve("lock");
        assertThat(new ProcessBuilder("mkfifo", lock.toString()).start().waitFor())
                .isZero();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new LogDirectory(directory).lock())
                .withMessageContaining(lock + " cannot be written: it is there and no regular file");
    }

    @Test
    void saysInWordsThatAFileIsNoDirectory() throws IOException {
        assertRefused(Files.createFile(directory.resolve("file")), "it is no directory", "ls -ld");
    }
}
