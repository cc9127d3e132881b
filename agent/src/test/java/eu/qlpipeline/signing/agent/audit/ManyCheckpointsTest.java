package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Very many checkpoints beside one segment, and little memory for whoever works with them. */
@Timeout(300)
class ManyCheckpointsTest {

    private static final String HEAP = "-Xmx24m";
    private static final int REQUESTS = 200;
    private static final int RECORDS = 1 + 2 * REQUESTS;
    private static final int FOR_EACH = 75;

    @TempDir
    private Path directory;

    /** One segment, and beside it some 30 MB of checkpoints: so many of each number of records. */
    private void writeALogWithManyCheckpoints() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, 1 << 20, (origin, head) -> {
            throw new AssertionError("no checkpoint is asked for");
        })) {
            for (int number = 0; number < REQUESTS; number++) {
                TestingAudit.record(audit.journal(), number).join();
            }
        }
        TestingNotes.fill(directory, FOR_EACH);
        assertThat(Files.size(TestingNotes.newestFile(directory))).isGreaterThan(24 << 20);
    }

    @Test
    void theAgentStarts() throws Exception {
        writeALogWithManyCheckpoints();
        assertThat(run("start", directory.toString())).endsWith(", " + RECORDS + " records");
        assertThat(TestingAudit.read(directory)).hasSize(RECORDS + 1);
    }

    @Test
    void aReceiptIsMadeInTheMiddleAndAtTheEnd() throws Exception {
        writeALogWithManyCheckpoints();
        for (int number : List.of(0, REQUESTS / 2, REQUESTS - 2)) {
            int outcome = 2 + 2 * number;
            assertThat(run("receipt", directory.toString(), Integer.toString(number)))
                    .isEqualTo("record " + outcome + ", checkpoint of " + (outcome + 1) + " at "
                            + (long) outcome * FOR_EACH);
        }
    }

    @Test
    void anAuditorVerifiesThem() throws Exception {
        TestingAudit.write(directory, 1);
        var newest = new CheckpointStore(new LogDirectory(directory)).newest();
        byte[] note = CheckpointNote.encode(newest.orElseThrow());
        int count = 12_000;
        try (OutputStream out = Files.newOutputStream(TestingNotes.newestFile(directory))) {
            for (int i = 0; i < count; i++) {
                out.write(note);
            }
        }
        Path certificate = directory.resolve("certificate");
        Files.write(certificate, TestingCheckpointSigner.certificate().getEncoded());

        assertThat(run("verify", directory.toString(), certificate.toString()))
                .isEqualTo(count + " checkpoints, findings: []");
    }

    /** Returns what a process with little memory said. */
    private static String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapProcess.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
