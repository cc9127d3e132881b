package eu.qlpipeline.signing.agent.audit.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.TestingNotes;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {

    private static final int COUNT = 5_000;

    @TempDir
    private Path directory;

    private Path path;

    /** The number of records of each is twice its own, from 1. */
    @BeforeEach
    void writeMany() throws IOException {
        path = directory.resolve("many");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            for (int i = 1; i <= COUNT; i++) {
                out.write(TestingNotes.note(2L * i));
            }
        }
        assertThat(Files.size(path)).isGreaterThan(4 << 20);
    }

    @Test
    void theLastIsFoundFromTheEnd() throws Exception {
        try (var channel = new CountingChannel(path)) {
            var last = new CheckpointFile("many", channel).last().orElseThrow();
            assertThat(last.checkpoint().head().size()).isEqualTo(2 * COUNT);
            assertThat(last.offset()).isEqualTo(Files.size(path) - TestingNotes.note(2 * COUNT).length);
            assertThat(channel.bytes()).isLessThanOrEqualTo(4 * CheckpointFile.WINDOW);
        }
    }

    @Test
    void theFirstOfMoreRecordsIsFoundByHalving() throws Exception {
        for (long size = 0; size < 2 * COUNT; size += size < 50 || size > 2 * COUNT - 50 ? 1 : 97) {
            try (var channel = new CountingChannel(path)) {
                var first = new CheckpointFile("many", channel)
                        .firstBeyond(size, any -> true)
                        .orElseThrow();
                assertThat(first.checkpoint().head().size()).isEqualTo(size / 2 * 2 + 2);
                assertThat(channel.bytes()).isLessThanOrEqualTo(64 * CheckpointFile.WINDOW);
            }
        }
        try (var channel = new CountingChannel(path)) {
            assertThat(new CheckpointFile("many", channel).firstBeyond(2 * COUNT, any -> true))
                    .isEmpty();
            assertThat(channel.bytes()).isLessThanOrEqualTo(64 * CheckpointFile.WINDOW);
        }
    }

    @Test
    void oneThatIsBeingWrittenIsThereOnceItLacksItsLastNewlineAlone() throws Exception {
        byte[] next = TestingNotes.note(2 * COUNT + 2);
        long end = Files.size(path);
        for (int length : new int[] {1, 300, next.length - 1, next.length}) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(next, 0, length), end);
            }
            try (CheckpointFile file = CheckpointFile.open(path)) {
                assertThat(file.firstBeyond(2 * COUNT, any -> true)
                                .map(entry -> entry.checkpoint().head().size()))
                        .isEqualTo(length < next.length - 1 ? Optional.empty() : Optional.of(2L * COUNT + 2));
                assertThat(file.firstBeyond(2 * COUNT + 2, any -> true)).isEmpty();
                assertThat(file.firstBeyond(2 * COUNT - 1, any -> true)
                                .orElseThrow()
                                .checkpoint()
                                .head()
                                .size())
                        .isEqualTo(2 * COUNT);
            }
        }
    }

    @Test
    void whatIsDamagedMattersOnlyOnTheWay() throws Exception {
        long middle = Files.size(path) / 2;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(3 * CheckpointFile.WINDOW), middle - CheckpointFile.WINDOW);
        }
        try (CheckpointFile file = CheckpointFile.open(path)) {
            assertThat(file.firstBeyond(7, any -> true)
                            .orElseThrow()
                            .checkpoint()
                            .head()
                            .size())
                    .isEqualTo(8);
            assertThat(file.last().orElseThrow().checkpoint().head().size()).isEqualTo(2 * COUNT);
            assertThatExceptionOfType(DamageException.class)
                    .isThrownBy(() -> file.firstBeyond(2 * COUNT - 1, any -> true))
                    .satisfies(damage -> assertThat(damage.isTorn()).isFalse())
                    .satisfies(damage -> assertThat(damage.offset())
                            .isBetween(middle - 2L * CheckpointFile.WINDOW, middle - CheckpointFile.WINDOW));
        }
    }
}
