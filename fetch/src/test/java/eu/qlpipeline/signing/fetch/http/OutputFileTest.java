package eu.qlpipeline.signing.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path directory;

    @Test
    void isThereOnceItIsKept() throws IOException {
        write(file(), "body", true);
        assertThat(file()).hasContent("body");
        assertThat(names()).containsExactly("body.txt");
    }

    @Test
    void isAsReadableAsAnyNewFile() throws IOException {
        Path other = Files.createFile(directory.resolve("other.txt"));
        write(file(), "body", true);
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(Files.getPosixFilePermissions(other));
    }

    @Test
    void isNotThereWhereItIsNotKept() throws IOException {
        write(file(), "bo", false);
        assertThat(names()).isEmpty();
    }

    @Test
    void staysAsItWasWhereItIsNotKept() throws IOException {
        Files.writeString(file(), "earlier");
        write(file(), "bo", false);
        assertThat(file()).hasContent("earlier");
        assertThat(names()).containsExactly("body.txt");
    }

    @Test
    void keepsItsModeWhereItIsReplaced() throws IOException {
        Files.writeString(file(), "earlier and longer");
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        write(file(), "body", true);
        assertThat(file()).hasContent("body");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aLinkStaysOneAndIsWrittenThrough() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), file());
        write(link, "body", true);
        assertThat(link).isSymbolicLink();
        assertThat(file()).hasContent("body");
        assertThat(names()).containsExactly("body.txt", "link");
    }

    @Test
    void aDeviceStaysOne() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/null"));
        write(link, "body", true);
        assertThat(link).isSymbolicLink();
        assertThat(names()).containsExactly("link");
    }

    @Test
    void aDirectoryCannotBeWritten() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> OutputFile.open(directory));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OutputFile.open(directory.resolve("missing").resolve("body.txt")));
    }

    private Path file() {
        return directory.resolve("body.txt");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static void write(Path file, String text, boolean kept) throws IOException {
        try (OutputFile target = OutputFile.open(file)) {
            target.stream().write(text.getBytes(StandardCharsets.UTF_8));
            if (kept) {
                target.keep();
            }
        }
    }
}
