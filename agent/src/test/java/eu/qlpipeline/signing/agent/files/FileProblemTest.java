package eu.qlpipeline.signing.agent.files;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProblemTest {

    @TempDir
    private Path directory;

    /** As under a unit with ProtectSystem=strict, where owner and mode show nothing. */
    @Test
    void saysWhatLetsAServiceWriteWhereTheFileSystemIsReadOnly() {
        Path file = directory.resolve("log");
        var refused = new FileSystemException(file.toString(), null, "Read-only file system");

        AgentException failure = FileProblem.unwritable("audit.directory", file, refused);

        assertThat(failure).hasMessage("audit.directory: " + file + " cannot be written: Read-only file system");
        assertThat(failure.hints())
                .singleElement()
                .asString()
                .contains("ReadWritePaths=" + directory, "findmnt -T " + directory);
    }
}
