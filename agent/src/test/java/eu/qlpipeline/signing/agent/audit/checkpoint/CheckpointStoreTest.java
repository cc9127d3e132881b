package eu.qlpipeline.signing.agent.audit.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.TestingNotes;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.FilePlace;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are read from their beginning, since they are short, and such of which only the end is. */
class CheckpointStoreTest {

    private static final SegmentName OLD = new SegmentName(0);
    private static final SegmentName NEW = new SegmentName(1_000);
    private static final int MANY = 40;

    @TempDir
    private Path directory;

    private LogDirectory log;
    private LogLock lock;
    private CheckpointStore store;
    private CheckpointWriter writer;

    @BeforeEach
    void begin() throws IOException {
        log = new LogDirectory(directory);
        lock = log.lock();
        store = new CheckpointStore(log);
        writer = new CheckpointWriter(log, lock);
        Files.createFile(directory.resolve(OLD.file()));
        Files.createFile(directory.resolve(NEW.file()));
        Files.write(directory.resolve(OLD.checkpoints()), notes(1));
    }

    @AfterEach
    void end() throws IOException {
        lock.close();
    }

    private Path file() {
        return directory.resolve(NEW.checkpoints());
    }

    /** Checkpoints of 101, 102 and so on records. */
    private static byte[] notes(int count, byte[]... rest) throws IOException {
        var notes = new ByteArrayOutputStream();
        for (int i = 1; i <= count; i++) {
            notes.write(TestingNotes.note(100L + i));
        }
        for (byte[] each : rest) {
            notes.write(each);
        }
        return notes.toByteArray();
    }

    private long newest() throws Exception {
        return store.newest().orElseThrow().head().size();
    }

    private void assertRefused(long offset) throws IOException {
        byte[] content = Files.readAllBytes(file());
        for (boolean repair : new boolean[] {true, false}) {
            assertThatExceptionOfType(DamageException.class)
                    .isThrownBy(() -> {
                        if (repair) {
                            writer.repair();
                        } else {
                            store.newest();
                        }
                    })
                    .satisfies(damage -> assertThat(damage.isTorn()).isFalse())
                    .satisfies(damage -> assertThat(damage.offset()).isEqualTo(offset));
        }
        assertThat(file()).hasBinaryContent(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, MANY})
    void aTornTailIsCut(int count) throws Exception {
        byte[] whole = notes(count);
        byte[] next = TestingNotes.note(999);
        for (byte[] torn : List.of(
                Arrays.copyOf(next, 1),
                Arrays.copyOf(next, 250),
                Arrays.copyOf(next, next.length - 2),
                Arrays.copyOf(Arrays.copyOf(next, next.length - 2), next.length),
                Arrays.copyOf(Arrays.copyOf(next, 250), next.length),
                new byte[10],
                new byte[100_000])) {
            Files.write(file(), notes(count, torn));
            assertThat(newest()).isEqualTo(100 + count);
            writer.repair();
            assertThat(file()).hasBinaryContent(whole);
            assertThat(newest()).isEqualTo(100 + count);
        }
        writer.repair();
        assertThat(file()).hasBinaryContent(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, MANY})
    void oneThatLacksItsLastNewlineAloneCountsAndIsEnded(int count) throws Exception {
        byte[] next = TestingNotes.note(999);
        byte[] whole = notes(count, next);
        for (int zeros : List.of(0, 1, 100, 100_000)) {
            Files.write(file(), Arrays.copyOf(Arrays.copyOf(whole, whole.length - 1), whole.length - 1 + zeros));
            assertThat(newest()).isEqualTo(999);
            List<Long> read = new ArrayList<>();
            assertThatExceptionOfType(DamageException.class)
                    .isThrownBy(() -> store.read(
                            NEW, entry -> read.add(entry.checkpoint().head().size())))
                    .satisfies(damage -> assertThat(damage.isTorn()).isTrue());
            assertThat(read).hasSize(count + 1).endsWith(999L);

            writer.repair();
            assertThat(file()).hasBinaryContent(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, MANY})
    void aDamagedTailIsRefusedAndLeftAsItIs(int count) throws Exception {
        int begin = notes(count - 1).length;
        for (int at : List.of(0, 30, 100, 500)) {
            byte[] content = notes(count);
            content[begin + at] ^= 1;
            Files.write(file(), content);
            assertRefused(begin);

            Files.write(file(), Arrays.copyOf(notes(count + 1), content.length + 200));
            content = Files.readAllBytes(file());
            content[begin + at] ^= 1;
            Files.write(file(), content);
            assertRefused(begin);
        }
        byte[] lines = "\n".repeat(7).getBytes(StandardCharsets.UTF_8);
        Files.write(file(), notes(count, lines));
        assertRefused(notes(count).length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MANY})
    void sevenLinesThatAreLongerThanAnyCheckpointAreRefused(int count) throws Exception {
        byte[] lines = ("\n" + "x".repeat(CheckpointFile.WINDOW) + "\n".repeat(6)).getBytes(StandardCharsets.UTF_8);
        Files.write(file(), notes(count, lines));
        byte[] content = Files.readAllBytes(file());
        assertThatExceptionOfType(DamageException.class)
                .isThrownBy(writer::repair)
                .satisfies(damage -> assertThat(damage.isTorn()).isFalse());
        assertThat(file()).hasBinaryContent(content);
    }

    @Test
    void whatIsDamagedLongBeforeTheEndIsLeftToWhoeverVerifies() throws Exception {
        byte[] content = notes(MANY);
        int begin = notes(1).length;
        content[begin + 30] ^= 1;
        Files.write(file(), content);

        writer.repair();
        assertThat(newest()).isEqualTo(100 + MANY);
        List<Long> read = new ArrayList<>();
        assertThatExceptionOfType(DamageException.class)
                .isThrownBy(() -> store.read(NEW, entry -> read.add(entry.offset())))
                .satisfies(damage -> assertThat(damage.offset()).isEqualTo(begin));
        assertThat(read).containsExactly(0L);
        assertThat(file()).hasBinaryContent(content);
    }

    @Test
    void anEmptyFileHoldsNone() throws Exception {
        Files.createFile(file());
        writer.repair();
        assertThat(file()).isEmptyFile();
        assertThat(newest()).isEqualTo(101);
        assertThat(store.firstBeyond(NEW, 0, any -> true)).isEmpty();
        store.read(NEW, entry -> {
            throw new AssertionError(entry);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 200, 900})
    void aFileOfOneTornCheckpointIsEmptied(int length) throws Exception {
        Files.write(file(), Arrays.copyOf(TestingNotes.note(1), length));
        assertThat(newest()).isEqualTo(101);
        writer.repair();
        assertThat(file()).isEmptyFile();
        assertThat(newest()).isEqualTo(101);
    }

    @Test
    void nothingIsWrittenWithoutTheLock() throws Exception {
        SignedCheckpoint next = TestingNotes.checkpoint(TreeHead.of(102, new byte[32]), 102);
        Files.delete(directory.resolve("lock"));
        assertThatExceptionOfType(FilePlace.MisplacedException.class).isThrownBy(() -> writer.append(next));
        assertThat(file()).doesNotExist();

        lock.restore();
        writer.append(next);
        assertThat(newest()).isEqualTo(102);
    }

    @Test
    void whatTheDiskTakesOnlyInPartIsTakenBack() throws Exception {
        lock.close();
        Process process = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -S -f 4; exec \"$@\"",
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        directory.toString())
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("File too large");
        assertThat(process.waitFor()).isZero();
        assertThat(file()).hasBinaryContent(notes(4));
    }

    /** The main class of a process that appends checkpoints until the disk refuses, and says why it does. */
    static final class AppendingProcess {

        private AppendingProcess() {}

        /** Argument: the directory. */
        public static void main(String[] arguments) {
            var log = new LogDirectory(Path.of(arguments[0]));
            try (LogLock lock = log.lock()) {
                var writer = new CheckpointWriter(log, lock);
                for (long size = 101; true; size++) {
                    writer.append(TestingNotes.checkpoint(TreeHead.of(size, new byte[32]), size));
                }
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
