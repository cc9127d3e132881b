package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Kills a process that writes, and looks whether all that it acknowledged is there. */
@Execution(ExecutionMode.CONCURRENT)
class AuditKillTest {

    private static final int LOGS = 4;
    private static final int KILLS = 50;
    private static final int MOST_ACKNOWLEDGED = 100;

    /** Memory holds what a killed process wrote as well as a disk does, and costs no waiting. */
    @TempDir(factory = InMemory.class)
    private Path directory;

    @Test
    @Timeout(600)
    void afterTwoHundredKillsTheLogOpensAndHoldsAllThatWasAcknowledged() throws IOException, InterruptedException {
        // Each log grows, and is read after every kill.
        for (int i = 0; i < LOGS; i++) {
            killManyTimes(directory.resolve("log-" + i), new Random(i));
        }
    }

    private static void killManyTimes(Path log, Random random) throws IOException, InterruptedException {
        Set<Digest> acknowledged = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Set<Digest> now = runAndKill(log, kill * 1_000_000L, 1 + random.nextInt(MOST_ACKNOWLEDGED));
            acknowledged.addAll(now);
            TestingAudit.openUnsigned(log).close();
            assertThat(new HashSet<>(TestingAudit.concluded(log))).containsAll(now);
        }
        TestingAudit.open(log).close();
        assertHoldsAll(log, acknowledged);
        assertThat(acknowledged).hasSizeGreaterThan(KILLS);
    }

    /** Returns the challenges of the requests that were acknowledged before the process was killed. */
    private static Set<Digest> runAndKill(Path log, long first, int after) throws IOException, InterruptedException {
        Process process = start(log, first);
        return AuditWriterProcess.killOnceAcknowledged(process, first, after);
    }

    private static Process start(Path log, long first) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditWriterProcess.class.getName(),
                        log.toString(),
                        Long.toString(first),
                        "20000")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void assertHoldsAll(Path log, Set<Digest> acknowledged) throws IOException {
        assertThat(new HashSet<>(TestingAudit.concluded(log))).containsAll(acknowledged);
        assertThat(LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                        .verify(new LogDirectory(log), Optional.empty(), false)
                        .findings())
                .isEmpty();
    }

    /** A directory in memory where the system has one, otherwise anywhere. */
    static final class InMemory implements TempDirFactory {

        private static final Path SHARED_MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
            return Files.isWritable(SHARED_MEMORY)
                    ? Files.createTempDirectory(SHARED_MEMORY, "audit-kill")
                    : Files.createTempDirectory("audit-kill");
        }
    }
}
