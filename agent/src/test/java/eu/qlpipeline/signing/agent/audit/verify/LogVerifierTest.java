package eu.qlpipeline.signing.agent.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import eu.qlpipeline.signing.agent.audit.AuditLog;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.TestingCheckpointSigner;
import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.Frame;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Kind;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding.Place;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.CheckpointNote;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogVerifierTest {

    private final Random random = new Random(7);
    private final LogVerifier verifier = LogVerifier.of(List.of(TestingCheckpointSigner.certificate()));

    @TempDir
    private Path path;

    private LogDirectory directory;

    @BeforeEach
    void writeALogOfThreeSegmentsWithTwoStarts() {
        directory = new LogDirectory(path);
        TestingAudit.write(path, 20);
        TestingAudit.write(path, 30);
    }

    private Verification verify() throws IOException {
        return verifier.verify(directory, Optional.empty(), false);
    }

    private List<Kind> kinds() throws IOException {
        return verify().findings().stream().map(LogFinding::kind).toList();
    }

    private List<Path> files() throws Exception {
        List<Path> files = new ArrayList<>();
        for (SegmentName segment : directory.segments()) {
            files.add(path.resolve(segment.file()));
            if (Files.exists(path.resolve(segment.checkpoints()))) {
                files.add(path.resolve(segment.checkpoints()));
            }
        }
        return files;
    }

    private List<Frame> frames(SegmentName segment) throws Exception {
        List<Frame> frames = new ArrayList<>();
        try (SegmentReader reader = SegmentReader.open(path, segment)) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(frame.get());
            }
        }
        return frames;
    }

    private SegmentName segment(int index) throws IOException {
        return directory.segments().get(index);
    }

    /** Where what holds that byte begins. */
    private long beginning(Path file, long at) throws Exception {
        String name = file.getFileName().toString();
        Optional<SegmentName> segment = SegmentName.parse(name);
        if (segment.isPresent()) {
            return frames(segment.get()).stream()
                    .mapToLong(Frame::offset)
                    .filter(offset -> offset <= at)
                    .max()
                    .orElse(0);
        }
        var owner = directory.segments().stream()
                .filter(candidate -> candidate.checkpoints().equals(name))
                .findFirst()
                .orElseThrow();
        List<Long> offsets = new ArrayList<>();
        new CheckpointStore(directory).read(owner, entry -> offsets.add(entry.offset()));
        return offsets.stream()
                .mapToLong(Long::longValue)
                .filter(offset -> offset <= at)
                .max()
                .orElseThrow();
    }

    @Test
    void aLogAsAnAgentLeavesItIsGoodAndSignedToItsEnd() throws Exception {
        Verification verification = verify();
        assertThat(verification.findings()).isEmpty();
        assertThat(directory.segments()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(verification.records()).isEqualTo(102);
        assertThat(verification.signed()).isEqualTo(102);
        assertThat(verification.unsigned()).isEmpty();
        assertThat(verification.checkpoints()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void findsTenThousandChangedBitsAndTheirPlaces() throws Exception {
        findChangedBits(1_000);
        // Most of them in a log that is soon read.
        path = Files.createDirectory(path.resolve("short"));
        directory = new LogDirectory(path);
        TestingAudit.write(path, 3);
        TestingAudit.write(path, 3);
        findChangedBits(9_000);
    }

    private void findChangedBits(int count) throws Exception {
        List<Path> files = files();
        for (int i = 0; i < count; i++) {
            Path file = files.get(random.nextInt(files.size()));
            int at = random.nextInt((int) Files.size(file));
            byte bit = (byte) (1 << random.nextInt(8));
            long beginning = i % 100 == 0 ? beginning(file, at) : -1;
            flip(file, at, bit);

            List<Place> places =
                    verify().findings().stream().map(LogFinding::place).toList();
            assertThat(places)
                    .as("byte %d of %s", at, file)
                    .anyMatch(place -> place.file().equals(file.getFileName().toString())
                            && place.offset() <= at
                            && (beginning < 0 || place.offset() == beginning));
            flip(file, at, bit);
        }
        assertThat(verify().ok()).isTrue();
    }

    /** In place: a file that is written anew goes to the disk at once on some file systems. */
    private static void flip(Path file, int at, byte bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(one.put(0, (byte) (one.get(0) ^ bit)).flip(), at);
        }
    }

    @Test
    void findsAThousandTruncationsAgainstAnExportedCheckpointAndTheirPlaces() throws Exception {
        Optional<CheckpointStore.Entry> exported = Optional.of(new CheckpointStore.Entry(
                "exported", 0, new CheckpointStore(directory).newest().orElseThrow()));
        List<SegmentName> segments = directory.segments();
        for (int i = 0; i < 1_000; i++) {
            Path copy = Files.createTempDirectory(path, "copy");
            int last = random.nextInt(segments.size());
            for (int s = 0; s <= last; s++) {
                Files.copy(
                        path.resolve(segments.get(s).file()),
                        copy.resolve(segments.get(s).file()));
            }
            Path file = copy.resolve(segments.get(last).file());
            int length = random.nextInt((int) Files.size(file));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }

            Verification verification = verifier.verify(new LogDirectory(copy), exported, i % 2 == 0);
            assertThat(verification.findings()).as("%s at %d", file, length).anySatisfy(finding -> {
                assertThat(finding.kind()).isIn(Kind.TORN, Kind.TAIL_REMOVED, Kind.DAMAGED);
                assertThat(finding.place().file()).isEqualTo(file.getFileName().toString());
                assertThat(finding.place().offset()).isLessThanOrEqualTo(length);
            });
            assertThat(verification.findings())
                    .as("%s at %d", file, length)
                    .extracting(LogFinding::kind)
                    .containsAnyOf(Kind.TAIL_REMOVED, Kind.DAMAGED);
        }
    }

    @Test
    void findsATailThatWasRemovedAlthoughTheCheckpointsBesideItWereToo() throws Exception {
        var exported = new CheckpointStore(directory).newest().orElseThrow();
        SegmentName last = segment(directory.segments().size() - 1);
        Files.delete(path.resolve(last.file()));
        Files.deleteIfExists(path.resolve(last.checkpoints()));

        Verification verification =
                verifier.verify(directory, Optional.of(new CheckpointStore.Entry("kept.txt", 0, exported)), true);
        assertThat(verification.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.TAIL_REMOVED);
            assertThat(finding.place().sequence()).isEqualTo(last.first());
            assertThat(finding.message()).contains("expected: 102", "kept.txt");
        });
    }

    /** An end that is torn is innocent only where no checkpoint signs what is gone. */
    @Test
    void findsATailThatWasRemovedWithinARecord() throws Exception {
        var exported = new CheckpointStore.Entry(
                "kept.txt", 0, new CheckpointStore(directory).newest().orElseThrow());
        SegmentName last = segment(directory.segments().size() - 1);
        List<Frame> frames = frames(last);
        var end = new Place(last.file(), frames.get(frames.size() - 1).offset(), 101);
        cut(path.resolve(last.file()), 1);
        assertThat(verify().findings())
                .extracting(LogFinding::kind, LogFinding::place)
                .containsExactly(tuple(Kind.TORN, end), tuple(Kind.TAIL_REMOVED, end));

        Files.delete(path.resolve(last.checkpoints()));
        assertThat(verifier.verify(directory, Optional.of(exported), false).findings())
                .extracting(LogFinding::kind, LogFinding::place)
                .containsExactly(tuple(Kind.TORN, end), tuple(Kind.TAIL_REMOVED, end));
        assertThat(kinds()).containsExactly(Kind.TORN);
    }

    @Test
    void anExportedCheckpointIsInNoPlaceOfTheLogWhateverTheNameOfItsFile() throws Exception {
        var exported = new CheckpointStore(directory).newest().orElseThrow();
        for (SegmentName name : directory.segments()) {
            var entry = new CheckpointStore.Entry(name.checkpoints(), 0, exported);
            assertThat(verifier.verify(directory, Optional.of(entry), false).findings())
                    .as("%s", name)
                    .isEmpty();
        }
    }

    @Test
    void anExportedCheckpointThatIsInTheLogAsWellCountsOnce() throws Exception {
        int checkpoints = verify().checkpoints();
        var exported = new CheckpointStore(directory).newest().orElseThrow();
        var entry = new CheckpointStore.Entry("kept.txt", 0, exported);
        assertThat(verifier.verify(directory, Optional.of(entry), false).checkpoints())
                .isEqualTo(checkpoints);

        Files.delete(path.resolve(segment(directory.segments().size() - 1).checkpoints()));
        int others = verifier.verify(directory, Optional.empty(), true).checkpoints();
        assertThat(verifier.verify(directory, Optional.of(entry), false).checkpoints())
                .isEqualTo(others + 1);
    }

    @Test
    void findsATailThatWasRemovedAndTheCheckpointsBesideItWereNot() throws Exception {
        List<SegmentName> segments = directory.segments();
        SegmentName last = segment(segments.size() - 1);
        Files.delete(path.resolve(last.file()));

        for (boolean live : new boolean[] {true, false}) {
            assertThat(verifier.verify(directory, Optional.empty(), live).findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.kind()).isEqualTo(Kind.TAIL_REMOVED);
                        assertThat(finding.place().sequence()).isEqualTo(last.first());
                        assertThat(finding.message()).contains("expected: 102", last.checkpoints());
                    });
        }

        for (SegmentName segment : directory.segments()) {
            Files.delete(path.resolve(segment.file()));
        }
        assertThat(kinds()).containsExactly(Kind.GAP, Kind.TAIL_REMOVED);
    }

    @Test
    void findsCheckpointsThatContradictTheLogAlsoWhereTheirSegmentIsNotThere() throws Exception {
        Path other = Files.createDirectory(path.resolve("other"));
        for (Path file : files()) {
            Files.copy(file, other.resolve(file.getFileName()));
        }
        TestingAudit.write(other, 1);
        TestingAudit.write(path, 1);
        assertThat(kinds()).isEmpty();
        List<SegmentName> others = new LogDirectory(other).segments();
        Files.copy(
                other.resolve(others.get(others.size() - 1).checkpoints()),
                path.resolve(new SegmentName(103).checkpoints()));
        assertThat(kinds()).contains(Kind.NOT_AS_SIGNED);
    }

    @Test
    void findsRecordsThatChangedPlaces() throws Exception {
        List<Frame> frames = frames(segment(1));
        rewrite(segment(1), frames, frames.get(4).content(), frames.get(3).content());

        assertThat(verify().findings().get(0).place())
                .isEqualTo(new Place(
                        segment(1).file(), frames.get(3).offset(), segment(1).first() + 3));
        assertThat(kinds()).contains(Kind.GAP, Kind.ORDER);
    }

    /** Puts other records in the place of the fourth and fifth. */
    private void rewrite(SegmentName segment, List<Frame> frames, byte[]... others) throws IOException {
        byte[] content = Files.readAllBytes(path.resolve(segment.file()));
        ByteBuffer target = ByteBuffer.allocate(content.length + 4096);
        target.put(content, 0, (int) frames.get(3).offset());
        for (byte[] other : others) {
            Frame.put(target, other);
        }
        int rest = (int) frames.get(5).offset();
        target.put(content, rest, content.length - rest);
        Files.write(path.resolve(segment.file()), Arrays.copyOf(target.array(), target.position()));
    }

    @Test
    void findsARecordThatIsMissing() throws Exception {
        List<Frame> frames = frames(segment(0));
        rewrite(segment(0), frames, frames.get(3).content());

        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.GAP);
            assertThat(finding.place())
                    .isEqualTo(new Place(segment(0).file(), frames.get(4).offset(), 4));
            assertThat(finding.message()).isEqualTo("sequence: 5 (expected: 4)");
        });
    }

    @Test
    void findsASegmentThatIsMissing() throws Exception {
        Files.delete(path.resolve(segment(1).file()));
        assertThat(verify().findings()).first().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.GAP);
            assertThat(finding.message()).contains("a segment is missing");
        });
    }

    @Test
    void findsRecordsThatWereReplacedByOthersInTheirForm() throws Exception {
        replaceARequest(segment(0));
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.NOT_AS_CONTINUED);
            assertThat(finding.place().file()).isEqualTo(segment(0).file());
            assertThat(finding.place().sequence()).isLessThanOrEqualTo(3);
        });
    }

    @Test
    void findsRecordsThatWereReplacedTogetherWithAllThatFollows() throws Exception {
        SegmentName last = segment(directory.segments().size() - 1);
        replaceARequest(last);
        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.NOT_AS_SIGNED);
            assertThat(finding.place().file()).isEqualTo(last.file());
            assertThat(finding.place().sequence()).isEqualTo(last.first());
        });
    }

    /** Puts another challenge into the fourth and the fifth record. */
    private void replaceARequest(SegmentName segment) throws Exception {
        List<Frame> frames = frames(segment);
        int at = RecordCodec.decode(frames.get(3).content()) instanceof AuditRecord.Intent ? 3 : 4;
        byte[][] others = {frames.get(3).content(), frames.get(4).content()};
        AuditRecord old = RecordCodec.decode(frames.get(at).content());
        if (old instanceof AuditRecord.Intent intent) {
            others[at - 3] = RecordCodec.encode(
                    new AuditRecord.Intent(intent.sequence(), intent.timeMillis() + 1, intent.request()));
        }
        rewrite(segment, frames, others);
    }

    @Test
    void findsATailThatSomebodyElseAppended() throws Exception {
        SegmentName last = segment(directory.segments().size() - 1);
        Path file = path.resolve(last.file());
        long end = Files.size(file);
        TestingAudit.append(
                file, new AuditRecord.Opened(102, 1, 0), new AuditRecord.Intent(103, 1, TestingAudit.facts(1)));

        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.TAIL_UNSIGNED);
            assertThat(finding.place()).isEqualTo(new Place(last.file(), end, 102));
            assertThat(finding.message()).startsWith("records: 2 from here");
        });
        Verification live = verifier.verify(directory, Optional.empty(), true);
        assertThat(live.ok()).isTrue();
        assertThat(live.unsigned()).contains(new Place(last.file(), end, 102));
        assertThat(live.unsignedSince()).contains(Instant.ofEpochMilli(1));
        assertThat(live.unsignedFrom(Instant.ofEpochMilli(1)).ok()).isTrue();
        assertThat(live.unsignedFrom(Instant.ofEpochMilli(2)).findings())
                .extracting(LogFinding::kind, LogFinding::place)
                .containsExactly(tuple(Kind.TAIL_STALE, new Place(last.file(), end, 102)));
    }

    @Test
    void findsAnOutcomeWithoutItsIntent() throws Exception {
        appendToNewest(outcome(102, 101, 1));
        assertThat(kinds()).contains(Kind.OUTCOME);
    }

    private void appendToNewest(AuditRecord... records) throws IOException {
        TestingAudit.append(
                path.resolve(segment(directory.segments().size() - 1).file()), records);
    }

    private static AuditRecord outcome(long sequence, long intent, long number) {
        return new AuditRecord.Outcome(sequence, 1, intent, TestingAudit.facts(number), TestingAudit.result(number));
    }

    @Test
    void findsAnOutcomeOfAnotherRequestThanItsIntent() throws Exception {
        appendToNewest(new AuditRecord.Intent(102, 1, TestingAudit.facts(1)), outcome(103, 102, 3));
        assertOutcomeFound(103, "request: not that of intent 102 (expected: the same)");
    }

    @Test
    void findsASecondOutcomeOfOneIntent() throws Exception {
        appendToNewest(
                new AuditRecord.Intent(102, 1, TestingAudit.facts(1)), outcome(103, 102, 1), outcome(104, 102, 1));
        assertOutcomeFound(104, "intent: 102 (expected: one that has no outcome yet)");
    }

    @Test
    void findsAnOutcomeOfARequestThatWasOpenWhenTheAgentStarted() throws Exception {
        appendToNewest(
                new AuditRecord.Intent(102, 1, TestingAudit.facts(1)),
                new AuditRecord.Opened(103, 1, 0),
                outcome(104, 102, 1));
        assertOutcomeFound(104, "intent: 102 (expected: one that has no outcome yet)");
    }

    /** What is behind the damage is not known, and neither missing nor wrong. */
    @Test
    void afterDamageFindsOnlyWhatIsWrongInTheNextSegments() throws Exception {
        List<Frame> frames = frames(segment(0));
        flip(path.resolve(segment(0).file()), (int) frames.get(3).offset() + 10, (byte) 1);
        appendToNewest(outcome(102, 4, 1));
        assertThat(verifier.verify(directory, Optional.empty(), true).findings())
                .extracting(LogFinding::kind)
                .containsExactly(Kind.DAMAGED);

        appendToNewest(outcome(103, segment(1).first(), 1));
        assertThat(verifier.verify(directory, Optional.empty(), true).findings())
                .extracting(LogFinding::kind)
                .containsExactly(Kind.DAMAGED, Kind.OUTCOME);
    }

    @Test
    void whatIsBehindDamageAtTheEndIsNotRemoved() throws Exception {
        SegmentName last = segment(directory.segments().size() - 1);
        flip(path.resolve(last.file()), (int) frames(last).get(1).offset() + 10, (byte) 1);
        assertThat(kinds()).containsExactly(Kind.DAMAGED);
    }

    private void assertOutcomeFound(long sequence, String message) throws IOException {
        assertThat(verifier.verify(directory, Optional.empty(), true).findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.OUTCOME);
                    assertThat(finding.place().sequence()).isEqualTo(sequence);
                    assertThat(finding.message()).isEqualTo(message);
                });
    }

    @Test
    void findsALaterSegmentThatNamesAnotherLog() throws Exception {
        SegmentName second = segment(1);
        byte[] content = Files.readAllBytes(path.resolve(second.file()));
        SegmentHeader header;
        try (SegmentReader reader = SegmentReader.open(path, second)) {
            header = reader.header();
        }
        var other = new Origin("signing-agent-audit/other");
        Files.delete(path.resolve(second.file()));
        SegmentFile.create(directory, new SegmentHeader(other, header.first(), header.edge()))
                .close();
        Files.write(
                path.resolve(second.file()),
                Arrays.copyOfRange(content, header.length(), content.length),
                StandardOpenOption.APPEND);

        assertThat(verify().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.DAMAGED);
            assertThat(finding.place()).isEqualTo(new Place(second.file(), 0, second.first()));
            assertThat(finding.message())
                    .isEqualTo("origin: " + other.value() + " (expected: "
                            + header.origin().value() + ")");
        });
    }

    /** A start and a receipt look for them in their places alone. */
    @Test
    void findsCheckpointsThatAreNotInTheirPlaces() throws Exception {
        Path first = path.resolve(segment(0).checkpoints());
        List<CheckpointStore.Entry> entries = new ArrayList<>();
        var store = new CheckpointStore(directory);
        for (SegmentName segment : directory.checkpoints()) {
            store.read(segment, entries::add);
            Files.delete(path.resolve(segment.checkpoints()));
        }
        assertThat(entries).hasSizeGreaterThanOrEqualTo(3);
        SegmentName last = segment(directory.segments().size() - 1);
        write(entries, path.resolve(last.checkpoints()));
        // As where making them took until the last segment was begun.
        assertThat(kinds()).isEmpty();

        Files.move(path.resolve(last.checkpoints()), first);
        assertThat(verify().findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.ORDER);
            assertThat(finding.place().file()).isEqualTo(segment(0).checkpoints());
            assertThat(finding.message()).contains("expected: " + segment(1).first() + " records at the most");
        });

        Files.delete(first);
        Collections.reverse(entries);
        write(entries, path.resolve(last.checkpoints()));
        assertThat(kinds()).hasSize(entries.size() - 1).containsOnly(Kind.ORDER);
    }

    private static void write(List<CheckpointStore.Entry> entries, Path file) throws IOException {
        for (CheckpointStore.Entry entry : entries) {
            byte[] note = CheckpointNote.encode(entry.checkpoint());
            Files.write(file, note, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private List<Kind> kindsOfALiveLog() throws IOException {
        return verifier.verify(directory, Optional.empty(), true).findings().stream()
                .map(LogFinding::kind)
                .toList();
    }

    private void cut(Path file, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - bytes);
        }
    }

    @Test
    void whatALiveLogEndsInMayBeBeingWritten() throws Exception {
        SegmentName last = segment(directory.segments().size() - 1);
        appendToNewest(new AuditRecord.Opened(102, 1, 0));
        cut(path.resolve(last.file()), 5);
        Files.writeString(path.resolve(last.checkpoints()), "signing-agent-audit/", StandardOpenOption.APPEND);
        assertThat(kindsOfALiveLog()).isEmpty();
        assertThat(kinds()).containsExactly(Kind.TORN, Kind.TORN);
    }

    @Test
    void ofALiveLogNothingElseMay() throws Exception {
        cut(path.resolve(segment(directory.segments().size() - 1).file()), 1);
        assertThat(kindsOfALiveLog()).containsExactly(Kind.TAIL_REMOVED);

        cut(path.resolve(segment(1).file()), 1);
        assertThat(kindsOfALiveLog()).contains(Kind.TORN);
        cut(path.resolve(segment(0).checkpoints()), 30);
        assertThat(kindsOfALiveLog()).filteredOn(Kind.TORN::equals).hasSize(2);
    }

    @Test
    void findsACheckpointOfAnotherKeyOrLog() throws Exception {
        assertThat(LogVerifier.of(List.of())
                        .verify(directory, Optional.empty(), true)
                        .findings())
                .isNotEmpty()
                .allMatch(finding -> finding.kind() == Kind.CHECKPOINT_FOREIGN);

        // Of fewer records, of as many, and of more.
        for (int[] starts : new int[][] {{1}, {20, 30}, {20, 31}}) {
            Path other = path.resolve("other" + starts[starts.length - 1]);
            for (int requests : starts) {
                TestingAudit.write(other, requests);
            }
            var foreign = new CheckpointStore(new LogDirectory(other)).newest().orElseThrow();
            assertThat(verifier.verify(directory, Optional.of(new CheckpointStore.Entry("f", 0, foreign)), false))
                    .satisfies(found -> assertThat(found.findings())
                            .extracting(LogFinding::kind)
                            .containsExactly(Kind.CHECKPOINT_FOREIGN))
                    .satisfies(found -> assertThat(found.signed()).isEqualTo(102));
        }
    }

    @Test
    void aLogWithoutAnyCheckpointProvesNothing() throws Exception {
        for (Path file : files()) {
            if (file.toString().endsWith(".checkpoints")) {
                Files.delete(file);
            }
        }
        assertThat(kinds()).containsExactly(Kind.TAIL_UNSIGNED);
    }

    @Test
    void anEmptyDirectoryIsNoLog() throws Exception {
        Path empty = Files.createDirectory(path.resolve("empty"));
        assertThat(verifier.verify(new LogDirectory(empty), Optional.empty(), false)
                        .findings())
                .extracting(LogFinding::kind)
                .containsExactly(Kind.GAP);
    }

    @Test
    void aRunningLogVerifiesToo() throws Exception {
        try (AuditLog audit = TestingAudit.open(path)) {
            TestingAudit.record(audit.journal(), 1).join();
            Verification live = verifier.verify(directory, Optional.empty(), true);
            assertThat(live.findings()).isEmpty();
            assertThat(live.records()).isEqualTo(105);
        }
    }

    @Test
    void refusesACertificateOfAnotherKindOfKey() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> LogVerifier.of(List.of(TestingKeys.certificate(1)))))
                .hasMessage("certificate: key: EC (expected: RSA of 4096 bits)");
    }
}
