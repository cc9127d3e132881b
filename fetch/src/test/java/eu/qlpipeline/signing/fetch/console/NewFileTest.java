package eu.qlpipeline.signing.fetch.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {

    @TempDir
    private Path directory;

    @Test
    void holdsWhatIsWritten() throws IOException {
        NewFile.write(file(), stream -> stream.write(new byte[] {1, 2, 3}));
        assertThat(file()).hasBinaryContent(new byte[] {1, 2, 3});
    }

    @Test
    void isGoneAgainWhereItCannotBeWrittenWhole() {
        assertThatIOException()
                .isThrownBy(() -> NewFile.write(file(), stream -> {
                    stream.write(1);
                    throw new IOException("no space");
                }))
                .withMessage("no space");
        assertThat(file()).doesNotExist();
    }

    @Test
    void doesNotTouchOneThatIsThere() throws IOException {
        Files.writeString(file(), "earlier");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> NewFile.write(file(), stream -> stream.write(1)));
        assertThat(file()).hasContent("earlier");
    }

    private Path file() {
        return directory.resolve("receipt.txt");
    }
}
