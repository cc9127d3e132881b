package eu.qlpipeline.signing.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUserTest {

    /** A user id that no list of users has; a program of root's may take it, as those of containers do. */
    private static final int NAMELESS = 54_321;

    private static final int ROOT = 0;

    @TempDir
    private Path directory;

    @Test
    void isWhoseFilesThisProcessMakes() throws Exception {
        Path made = Files.createFile(directory.resolve("made"));
        assertThat(ProcessUser.id()).isEqualTo(((Integer) Files.getAttribute(made, "unix:uid")).longValue());
    }

    @Test
    void needsNoName() throws Exception {
        List<String> command = new ArrayList<>();
        long expected = ProcessUser.id();
        if (expected == ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + NAMELESS, "--clear-groups"));
            expected = NAMELESS;
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Printing.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("user " + expected + "\n");
    }

    /** The main class of a process that says who it is. */
    static final class Printing {

        private Printing() {}

        /** No arguments. */
        public static void main(String[] arguments) {
            System.out.print("user " + ProcessUser.id() + "\n");
        }
    }
}
