package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that may write no more than 64 KiB to a file, by its resource limits, and later may. */
class AuditFullDiskIT {

    /** Less than what has to be free before the log goes on, and enough for a record. */
    private static final int BLOCKS_OF_1024_BYTES = 48;

    private final Set<Digest> acknowledged = new HashSet<>();

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void whileThereIsNoRoomNothingIsAcknowledgedAndAfterwardsItGoesOn() throws Exception {
        Path log = directory.resolve("log");
        Path errors = directory.resolve("errors");
        Path logging = Files.writeString(directory.resolve("logging.properties"), """
                handlers = java.util.logging.ConsoleHandler
                java.util.logging.ConsoleHandler.level = FINE
                eu.qlpipeline.signing.agent.audit.disk.Blockage.level = FINE
                """);
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -S -f " + BLOCKS_OF_1024_BYTES + "; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-Djava.util.logging.config.file=" + logging,
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditWriterProcess.class.getName(),
                        log.toString(),
                        "0",
                        "50000000")
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader lines = process.inputReader()) {
            readUntil(lines, "blocked");
            assertThat(acknowledged).isNotEmpty();
            assertThat(new HashSet<>(TestingAudit.concluded(log))).containsAll(acknowledged);

            // A record would fit, and the next would not: that is not worth the trouble of all who are told.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(errors).split("still blocked", -1).length > 3);
            assertThat(Files.readString(errors))
                    .doesNotContain("writable again")
                    .containsOnlyOnce("WARNING: audit: still blocked");

            raiseLimit(process);
            readUntil(lines, "open");
            int before = acknowledged.size();
            while (acknowledged.size() < before + 1_000) {
                assertThat(read(lines)).as("the process went on").isNotNull();
            }
            process.toHandle().destroyForcibly();
            while (read(lines) != null) {}
        } finally {
            process.destroyForcibly().waitFor();
        }
        TestingAudit.open(log).close();
        assertThat(new HashSet<>(TestingAudit.concluded(log))).containsAll(acknowledged);
        assertThat(TestingAudit.read(log))
                .filteredOn(AuditRecord.Opened.class::isInstance)
                .element(1)
                .isInstanceOfSatisfying(
                        AuditRecord.Opened.class,
                        opened -> assertThat(opened.cutBytes()).isPositive());
        assertThat(LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                        .verify(new LogDirectory(log), Optional.empty(), false)
                        .findings())
                .isEmpty();
    }

    private static void raiseLimit(Process process) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=unlimited:")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }

    private void readUntil(BufferedReader lines, String wanted) throws IOException {
        String line = read(lines);
        while (!wanted.equals(line)) {
            assertThat(line).as("the process went on").isNotNull();
            line = read(lines);
        }
    }

    private String read(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line != null && line.matches("[0-9]+")) {
            acknowledged.add(TestingAudit.facts(Long.parseLong(line)).challenge());
        }
        return line;
    }
}
