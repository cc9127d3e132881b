package eu.qlpipeline.signing.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.AuditLog;
import eu.qlpipeline.signing.agent.audit.AuditMode;
import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditInspectionTest {

    @TempDir
    private Path directory;

    private static DoctorFinding examine(Path log) {
        return new AuditInspection(new AuditSettings(AuditMode.ON, log, 1, 1, 4096)).examine();
    }

    private static String inspect(Path log) {
        DoctorFinding finding = examine(log);
        assertThat(finding.level()).as(finding.toString()).isEqualTo(DoctorFinding.Level.OK);
        return finding.detail();
    }

    private static void assertFails(Path log, String message) {
        DoctorFinding finding = examine(log);
        assertThat(finding.level()).as(finding.toString()).isEqualTo(DoctorFinding.Level.FAILED);
        assertThat(finding.detail()).startsWith("audit.directory: ").contains(message);
        assertThat(finding.hints()).isNotEmpty();
    }

    @Test
    void saysHowManyRecordsThereAreAndChangesNothing() throws IOException {
        Path log = directory.resolve("log");
        assertThat(inspect(log)).contains("to be made by serve");
        assertThat(log).doesNotExist();

        TestingAudit.write(log, 20);
        int records = TestingAudit.read(log).size();
        assertThat(inspect(log)).contains(records + " records", "bytes free");
        assertThat(TestingAudit.read(log)).hasSize(records);
    }

    @Test
    void warnsOfADirectoryThatIsOpenToOthersSinceAnAgentServesWithIt() throws IOException {
        Path log = directory.resolve("log");
        TestingAudit.write(log, 1);
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rwxrwxr-x"));

        assertThat(examine(log))
                .isEqualTo(DoctorFinding.warning(
                        "audit log",
                        "audit.directory: " + log
                                + ": open to others (expected: to its owner, and to its group for reading)",
                        "chmod 700 " + log));
        TestingAudit.open(log).close();
    }

    @Test
    void aDirectoryThatIsOpenToOthersHidesNoDamage() throws IOException {
        Path log = directory.resolve("log");
        TestingAudit.write(log, 20);
        Files.delete(log.resolve(newest(log).file()));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertFails(log, "which the newest checkpoint signs");
    }

    @Test
    void findsALogThatWasChanged() throws IOException {
        Path log = directory.resolve("log");
        TestingAudit.write(log, 20);
        Path newest = log.resolve(newest(log).file());
        byte[] content = Files.readAllBytes(newest);
        content[content.length - 10] ^= 1;
        Files.write(newest, content);
        assertFails(log, "checksum");
    }

    private static SegmentName newest(Path log) throws IOException {
        List<SegmentName> segments = new LogDirectory(log).segments();
        return segments.get(segments.size() - 1);
    }

    @Test
    void findsALogThatIsShorterThanItsCheckpointsSay() throws IOException {
        Path log = directory.resolve("log");
        TestingAudit.write(log, 60);
        Path newest = log.resolve(newest(log).file());
        byte[] content = Files.readAllBytes(newest);
        Files.write(newest, Arrays.copyOf(content, content.length - 1));
        assertFails(log, "which the newest checkpoint signs");

        Files.delete(newest);
        assertFails(log, "which the newest checkpoint signs");

        for (SegmentName segment : new LogDirectory(log).segments()) {
            Files.delete(log.resolve(segment.file()));
        }
        assertFails(log, "checkpoints: of segments that are not there");
    }

    /** What binds root as well as everybody else. */
    @Test
    void findsADirectoryInPlaceOfAFileThatIsWritten() throws IOException {
        Path log = directory.resolve("log");
        TestingAudit.write(log, 1);
        SegmentName newest = newest(log);
        for (String file : List.of("lock", newest.file(), newest.checkpoints())) {
            Path away = Files.move(log.resolve(file), directory.resolve("away"));
            Files.createDirectory(log.resolve(file));
            assertFails(log, log.resolve(file) + ": cannot be written");
            Files.delete(log.resolve(file));
            Files.move(away, log.resolve(file));
        }
        assertThat(inspect(log)).contains("3 records");
    }

    @Test
    void findsNothingAmissBesideAnAgentThatWrites() {
        Path log = directory.resolve("log");
        TestingAudit.write(log, 1);
        try (AuditLog audit = TestingAudit.openSigned(log, 20)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 1_000; i++) {
                    TestingAudit.record(audit.journal(), i).join();
                }
            });
            do {
                assertThat(inspect(log)).contains(" records");
            } while (!writing.isDone());
            writing.join();
            assertThat(audit.progress().checkpoints()).isGreaterThan(1);
        }
    }

    @Test
    void findsAFileInPlaceOfTheDirectory() throws IOException {
        assertFails(Files.createFile(directory.resolve("file")), "cannot be written");
    }
}
