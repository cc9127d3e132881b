package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.AuditMode;
import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.audit.TestingTrail;
import eu.qlpipeline.signing.agent.failure.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditInspectionTest {

    @TempDir
    private Path directory;

    private static String inspect(Path log) {
        return new AuditInspection(new AuditSettings(AuditMode.ON, log, 1, 1, 4096)).inspect();
    }

    private static void assertFails(Path log, String message) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> inspect(log))
                .withMessageStartingWith("audit.directory: ")
                .withMessageContaining(message)
                .satisfies(failure -> assertThat(failure.hints()).isNotEmpty());
    }

    @Test
    void saysHowManyRecordsThereAreAndChangesNothing() throws IOException {
        Path log = directory.resolve("log");
        assertThat(inspect(log)).contains("to be made by serve");
        assertThat(log).doesNotExist();

        TestingTrail.write(log, 20);
        int records = TestingTrail.read(log).size();
        assertThat(inspect(log)).contains(records + " records", "bytes free");
        assertThat(TestingTrail.read(log)).hasSize(records);
    }

    @Test
    void findsADirectoryThatIsOpenToOthers() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertFails(directory, "open to others");
    }

    @Test
    void findsALogThatWasChanged() throws IOException {
        Path log = directory.resolve("log");
        TestingTrail.write(log, 20);
        try (var files = Files.list(log)) {
            Path newest = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .reduce((first, second) -> second)
                    .orElseThrow();
            byte[] content = Files.readAllBytes(newest);
            content[content.length - 10] ^= 1;
            Files.write(newest, content);
        }
        assertFails(log, "checksum");
    }

    @Test
    void findsAFileInPlaceOfTheDirectory() throws IOException {
        assertFails(Files.createFile(directory.resolve("file")), "cannot be written");
    }
}
