package eu.qlpipeline.signing.agent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir
    private Path directory;

    /** To another user and group, where this user may do that; else they stay this user's. */
    private static void giveAway(Path path) throws IOException {
        try {
            Files.setAttribute(path, "unix:gid", 4243);
            Files.setAttribute(path, "unix:uid", 4242);
        } catch (FileSystemException e) {
            assertThat(e.getReason()).isEqualTo("Operation not permitted");
        }
    }

    private static FileAccess access(Path path) throws IOException {
        return FileAccess.of(path).orElseThrow();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aNewFileIsReadByAllAndBelongsToWhomItsDirectoryDoes() throws IOException {
        giveAway(directory);
        Path file = directory.resolve("f");
        WholeFile.create(file, "text");

        assertThat(file).hasContent("text");
        assertThat(mode(file)).isEqualTo("rw-r--r--");
        assertThat(access(file).owner()).isEqualTo(access(directory).owner());
        assertThat(access(file).group()).isEqualTo(access(directory).group());
    }

    @Test
    void aFileThatIsThereIsLeftAloneAndNothingElseIsLeft() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "old");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> WholeFile.create(file, "new"));
        assertThat(file).hasContent("old");
        assertThat(directory).isDirectoryContaining("glob:**/f").isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void ofAFileThatCannotBeWrittenWholeNothingIsLeft() throws IOException {
        String unmappable = "\ud800"; // as good as a full disk, and at hand
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WholeFile.create(directory.resolve("f"), unmappable));
        assertThat(directory).isEmptyDirectory();

        Path file = Files.writeString(directory.resolve("f"), "old");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> WholeFile.replace(file, unmappable));
        assertThat(file).hasContent("old");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aFileThatIsReplacedKeepsOwnerGroupAndMode() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        giveAway(file);
        FileAccess before = access(file);
        WholeFile.replace(file, "new");

        assertThat(file).hasContent("new");
        assertThat(access(file)).isEqualTo(before);
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aLinkIsFollowedAndStaysOne() throws IOException {
        Path file =
                Files.writeString(Files.createDirectory(directory.resolve("d")).resolve("f"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        WholeFile.replace(link, "new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent("new");
    }

    @Test
    void linksInACircleLeadNowhere() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));
        assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> WholeFile.target(link));
    }

    @Test
    void whatIsNoFileIsNotReplaced() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> WholeFile.replace(pipe, "new"))
                .withMessageContaining("no regular file");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void nothingIsReplacedThatIsNotThere() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> WholeFile.replace(directory.resolve("f"), "new"));
    }

    @Test
    void aFileOfThisUserIsMadeOrReplacedWithItsMode() throws IOException {
        Path file = directory.resolve("f");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("f"));
        for (String expected : List.of("rw-------", "rw-r--r--")) {
            byte[] content = expected.getBytes(StandardCharsets.US_ASCII);
            WholeFile.write(link, content, PosixFilePermissions.fromString(expected));
            assertThat(file).hasBinaryContent(content);
            assertThat(mode(file)).isEqualTo(expected);
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aFileIsRemovedAndOfALinkTheLinkAlone() throws IOException {
        Path file = Files.createFile(directory.resolve("f"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        WholeFile.delete(link);
        assertThat(directory).isDirectoryNotContaining("glob:**/link");
        assertThat(file).exists();
        WholeFile.delete(file);
        WholeFile.delete(file);
        assertThat(directory).isEmptyDirectory();
    }
}
