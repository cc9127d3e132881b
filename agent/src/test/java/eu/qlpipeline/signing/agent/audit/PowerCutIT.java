package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed, and whose files have lost all that it had not made durable: all that it acknowledged is there. */
class PowerCutIT {

    private static final int CUTS = 5;
    private static final int ACKNOWLEDGED = 50;

    @TempDir
    private Path directory;

    private Path log;
    private Path journal;

    @BeforeEach
    void build() throws IOException, InterruptedException {
        log = directory.resolve("log");
        journal = directory.resolve("journal");
        assertThat(new ProcessBuilder("../softhsm/native/build", directory.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    @Timeout(120)
    void whatWasAcknowledgedIsDurable() throws Exception {
        Set<Digest> acknowledged = new HashSet<>();
        for (int cut = 0; cut < CUTS; cut++) {
            Map<Long, Long> durable = lengths();
            Set<Digest> now = runAndKill(cut * 1_000_000L);
            assertThat(now).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
            acknowledged.addAll(now);
            for (String line : Files.readAllLines(journal)) {
                String[] words = line.split(" ", 2);
                durable.put(Long.parseLong(words[0]), Long.parseLong(words[1]));
            }
            cutTo(durable);
            TestingAudit.openUnsigned(log).close();
            assertThat(new HashSet<>(TestingAudit.concluded(log))).containsAll(acknowledged);
        }
        assertThat(new LogDirectory(log).segments()).hasSizeGreaterThan(CUTS);
    }

    /** Returns the challenges of the requests that were acknowledged before the process was killed. */
    private Set<Digest> runAndKill(long first) throws IOException, InterruptedException {
        Files.deleteIfExists(journal);
        Process process = start(first);
        return AuditWriterProcess.killOnceAcknowledged(process, first, ACKNOWLEDGED);
    }

    private Process start(long first) throws IOException {
        var program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditWriterProcess.class.getName(),
                        log.toString(),
                        Long.toString(first),
                        "4096")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        program.environment()
                .put("LD_PRELOAD", directory.resolve("libpower-cut.so").toString());
        program.environment().put("POWER_CUT_JOURNAL", journal.toString());
        return program.start();
    }

    private Map<Long, Long> lengths() throws IOException {
        Map<Long, Long> lengths = new HashMap<>();
        if (Files.exists(log)) {
            try (Stream<Path> files = Files.list(log)) {
                for (Path file : files.toList()) {
                    lengths.put(inode(file), Files.size(file));
                }
            }
        }
        return lengths;
    }

    private void cutTo(Map<Long, Long> durable) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            for (Path file : files.toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(durable.getOrDefault(inode(file), 0L));
                }
            }
        }
    }

    private static long inode(Path file) throws IOException {
        return (Long) Files.getAttribute(file, "unix:ino");
    }
}
