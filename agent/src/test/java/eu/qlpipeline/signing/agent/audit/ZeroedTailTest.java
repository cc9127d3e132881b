package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loss of power can leave: a file of its whole length whose last bytes are zero. */
class ZeroedTailTest {

    @TempDir
    private Path directory;

    private Path file;
    private byte[] whole;
    private List<Frame> frames;

    @BeforeEach
    void writeALogThatNoCheckpointSigns() throws Exception {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            for (int i = 0; i < 3; i++) {
                TestingAudit.record(audit.journal(), i).join();
            }
        }
        file = directory.resolve(new LogDirectory(directory).segments().get(0).file());
        whole = Files.readAllBytes(file);
        frames = frames();
    }

    private List<Frame> frames() throws IOException, DamageException {
        List<Frame> all = new ArrayList<>();
        try (SegmentReader reader = SegmentReader.open(
                directory, new LogDirectory(directory).segments().get(0))) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                all.add(frame.get());
            }
        }
        return all;
    }

    private int lastTwo() {
        return (int) frames.get(frames.size() - 2).offset();
    }

    /** But for the one that nobody has signed these records. */
    private List<LogFinding> findings() throws IOException {
        return LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                .verify(new LogDirectory(directory), Optional.empty(), false)
                .findings()
                .stream()
                .filter(finding -> finding.kind() != Kind.TAIL_UNSIGNED)
                .toList();
    }

    private boolean isIntact(Frame frame, byte[] content) {
        int from = (int) frame.offset();
        int to = (int) frame.end();
        return Arrays.equals(content, from, to, whole, from, to);
    }

    @Test
    void zerosFromAnyByteOnAreCutAndNothingElse() throws Exception {
        for (int beyond : new int[] {0, 1, 100_000}) {
            for (int at = lastTwo(); at < whole.length; at++) {
                byte[] content = Arrays.copyOf(Arrays.copyOf(whole, at), whole.length + beyond);
                List<Frame> kept = frames.stream()
                        .filter(frame -> isIntact(frame, content))
                        .toList();
                long end = kept.get(kept.size() - 1).end();
                Files.write(file, content);

                if (end < content.length) {
                    assertThat(findings())
                            .as("zeros from %d", at)
                            .singleElement()
                            .satisfies(finding -> {
                                assertThat(finding.kind()).isEqualTo(Kind.TORN);
                                assertThat(finding.place().offset()).isEqualTo(end);
                            });
                } else {
                    assertThat(findings()).isEmpty();
                }
                TestingAudit.openUnsigned(directory).close();
                assertThat(TestingAudit.read(directory))
                        .hasSize(kept.size() + 1)
                        .last()
                        .isInstanceOfSatisfying(
                                AuditRecord.Opened.class,
                                opened -> assertThat(opened.cutBytes()).isEqualTo(content.length - end));
                assertThat(findings()).isEmpty();
            }
        }
    }

    @Test
    void zerosThatSomethingFollowsAreDamage() throws Exception {
        for (int at = lastTwo(); at < whole.length - 1; at++) {
            byte[] content = Arrays.copyOf(Arrays.copyOf(whole, at), whole.length + 10);
            content[content.length - 1] = 1;
            Files.write(file, content);
            assertRefused(content);
        }
    }

    @Test
    void everyChangedBitOfTheLastTwoRecordsIsDamage() throws Exception {
        for (int bit = lastTwo() * 8; bit < whole.length * 8; bit++) {
            byte[] content = whole.clone();
            content[bit / 8] ^= (byte) (1 << bit % 8);
            if (!isZeroedTail(content)) {
                Files.write(file, content);
                assertRefused(content);
            }
        }
    }

    /** A checksum may end in a single bit: without it, the file is the same as after a loss of power. */
    private boolean isZeroedTail(byte[] content) {
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        return end < content.length && Arrays.equals(content, 0, end, whole, 0, end);
    }

    @Test
    void aChangedBitIsDamageAlsoWhereTheChecksumEndsInZero() throws Exception {
        AuditRecord.Intent intent = null;
        ByteBuffer target = ByteBuffer.allocate(Frame.LONGEST);
        do {
            intent = new AuditRecord.Intent(
                    frames.size(), intent == null ? 1 : intent.timeMillis() + 1, TestingAudit.facts(1));
            Frame.put(target.clear(), RecordCodec.encode(intent));
        } while (target.get(target.position() - 1) != 0);
        byte[] content = Arrays.copyOf(whole, whole.length + target.position());
        target.flip().get(content, whole.length, target.limit());
        Files.write(file, content);
        assertThat(findings()).isEmpty();

        for (int at = whole.length; at < content.length - 1; at++) {
            byte[] changed = content.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            assertRefused(changed);
        }
    }

    private void assertRefused(byte[] content) throws IOException {
        assertThat(findings())
                .extracting(LogFinding::kind)
                .contains(Kind.DAMAGED)
                .doesNotContain(Kind.TORN);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> TestingAudit.openUnsigned(directory).close())
                .withMessageContaining("audit.directory: ");
        assertThat(file).hasBinaryContent(content);
    }
}
