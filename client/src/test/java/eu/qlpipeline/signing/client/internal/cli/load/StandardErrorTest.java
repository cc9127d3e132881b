package eu.qlpipeline.signing.client.internal.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class StandardErrorTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "/dev/pts/0, true",
        "/dev/pts/12, true",
        "/dev/tty1, true",
        "/dev/ttyS0, true",
        "/dev/console, true",
        "/dev/null, false",
        "/dev/pts/ptmx, false",
        "/srv/dev/tty, false",
        "pipe:[4711], false",
        "socket:[4711], false"
    })
    void isATerminalWhereItsDescriptorLeadsToOne(String target, boolean terminal) throws IOException {
        Path descriptor = Files.createSymbolicLink(directory.resolve("2"), Path.of(target));
        assertThat(StandardError.isTerminal(descriptor)).isEqualTo(terminal);
    }

    @Test
    void isTakenForStandardOutputWhereTheSystemDoesNotSay() {
        assertThat(StandardError.isTerminal(directory.resolve("missing")))
                .isEqualTo(CommandLine.Help.Ansi.AUTO.enabled());
    }
}
