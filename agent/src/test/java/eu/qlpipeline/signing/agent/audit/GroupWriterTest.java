package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointWriter;
import eu.qlpipeline.signing.agent.audit.opening.OpenLog;
import eu.qlpipeline.signing.agent.audit.segment.ContinuedException;
import eu.qlpipeline.signing.agent.audit.segment.FilePlace;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.contract.AuditCheckpoint;
import eu.qlpipeline.signing.contract.TestingClock;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was written and is not known to be durable, and what becomes of it after an error of the disk. */
class GroupWriterTest {

    private final TestingClock clock = new TestingClock(Instant.now());

    @TempDir
    private Path directory;

    private LogDirectory log;
    private LogLock lock;
    private AuditCheckpoint.Origin origin;
    private GroupWriter writer;
    private Path file;
    private long durable;

    @BeforeEach
    void writeWhatNobodyWaitsFor() throws IOException {
        log = new LogDirectory(directory);
        lock = log.lock();
        OpenLog opened = OpenLog.open(log, lock, new SecureRandom());
        origin = opened.origin();
        writer = new GroupWriter(log, lock, 1 << 20, clock, opened);
        writer.opened();
        file = directory.resolve(new SegmentName(0).file());
        durable = Files.size(file);
        write(1);
        write(2);
        assertThat(Files.size(file)).isGreaterThan(durable);
    }

    @AfterEach
    void close() throws IOException {
        writer.close();
        lock.close();
    }

    private void write(int number) throws IOException {
        writer.write(List.of(
                Submission.unawaited(1, List.of(new JournalledRequest(TestingAudit.facts(number))), List.of())));
    }

    private List<Long> cuts() {
        return TestingAudit.read(directory).stream()
                .filter(AuditRecord.Opened.class::isInstance)
                .map(opened -> ((AuditRecord.Opened) opened).cutBytes())
                .toList();
    }

    @Test
    void recordsHowMuchIsCutEachTime() throws IOException {
        long first = Files.size(file) - durable;
        writer.recover();
        assertThat(cuts()).containsExactly(0L, first);
        long end = Files.size(file);
        write(3);
        long second = Files.size(file) - end;
        writer.recover();
        assertThat(cuts()).containsExactly(0L, first, second);
        assertThat(TestingAudit.read(directory)).hasSize(3);
    }

    @Test
    void recordsHowMuchWasCutAlsoWhereTheFirstTryFailedAfterIt() throws IOException {
        long cut = Files.size(file) - durable;
        // There is no record of a time before 1970.
        clock.advance(Duration.ofDays(-100_000));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> writer.recover());
        assertThat(file).hasSize(durable);

        clock.advance(Duration.ofDays(100_000));
        writer.recover();
        assertThat(cuts()).containsExactly(0L, cut);
    }

    @Test
    void cutsWhatItWroteInPartAndWhatTheDiskLost() throws IOException {
        byte[] content = Files.readAllBytes(file);
        Arrays.fill(content, (int) durable + 20, (int) durable + 40, (byte) 0);
        Files.write(file, Arrays.copyOf(content, content.length - 5));
        writer.recover();
        assertThat(cuts()).containsExactly(0L, content.length - 5 - durable);
    }

    @Test
    void cutsNothingThatItDidNotWrite() throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[(int) durable + 20] ^= 2;
        assertLeft(content);
        content[(int) durable + 20] ^= 2;
        assertLeft(Arrays.copyOf(content, content.length + 1));
        assertLeft(Arrays.copyOf(content, (int) durable - 1));

        Files.write(file, content);
        writer.recover();
        assertThat(cuts()).containsExactly(0L, content.length - durable);
    }

    @Test
    void cutsNothingWhereThereIsNoRoomToGoOn() throws IOException {
        byte[] content = Files.readAllBytes(file);
        Files.createSymbolicLink(directory.resolve("room.draft"), Path.of("/dev/full"));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> writer.recover())
                .withMessage("No space left on device");
        assertThat(file).hasBinaryContent(content);

        writer.recover();
        assertThat(cuts()).containsExactly(0L, content.length - durable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", "audit-0000000000000000000.log"})
    void cutsNothingWhereAFileIsAnotherThoughItHoldsTheSame(String name) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Path copy = Files.copy(directory.resolve(name), directory.resolve("copy"));
        Files.move(copy, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        assertThatExceptionOfType(FilePlace.MisplacedException.class).isThrownBy(() -> writer.recover());
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void whatIsSignedAfterwardsIsWhatIsInTheFiles() throws IOException {
        writer.recover();
        write(3);
        writer.seal();
        new CheckpointWriter(log, lock).append(new TestingCheckpointSigner().sign(origin, writer.head()));
        assertThat(LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                        .verify(log, Optional.empty(), false)
                        .findings())
                .isEmpty();
    }

    @Test
    void writesNothingToAFileThatSomebodyElseMadeShorterOrLonger() throws IOException {
        byte[] content = Files.readAllBytes(file);
        for (int length : new int[] {content.length - 1, content.length + 1}) {
            byte[] other = Arrays.copyOf(content, length);
            Files.write(file, other, StandardOpenOption.TRUNCATE_EXISTING);
            assertThatExceptionOfType(ContinuedException.class).isThrownBy(() -> write(3));
            assertThat(file).hasBinaryContent(other);
        }
    }

    @Test
    void onlyWhatIsDurableIsInTheTree() throws IOException {
        writer.settle();
        assertThat(writer.head().size()).isEqualTo(1);
        writer.seal();
        assertThat(writer.head().size()).isEqualTo(3);
    }

    @Test
    void aNewSegmentGoesOnAfterWhatNobodyWaitedFor() throws IOException {
        Path full = Files.write(directory.resolve(new SegmentName(0).checkpoints()), new byte[1 << 20]);
        write(3);
        Files.delete(full);
        assertThat(log.segments()).containsExactly(new SegmentName(0), new SegmentName(3));
        assertThat(LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                        .verify(log, Optional.empty(), true)
                        .findings())
                .isEmpty();
    }

    private void assertLeft(byte[] content) throws IOException {
        // In place: it stays the file that is written to.
        Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
        assertThatExceptionOfType(ContinuedException.class).isThrownBy(() -> writer.recover());
        assertThat(file).hasBinaryContent(content);
    }
}
