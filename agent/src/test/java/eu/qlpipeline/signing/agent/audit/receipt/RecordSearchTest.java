package eu.qlpipeline.signing.agent.audit.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.AuditLog;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.contract.TestingClock;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordSearchTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration STEP = Duration.ofHours(1);
    private static final int LAST = 480;

    private final TestingClock clock = new TestingClock(START);

    @TempDir
    private Path directory;

    /** Records every second request, those of one caller, from the one number to before the other. */
    private static void record(AuditLog audit, int from, int to) {
        for (int number = from; number < to; number += 2) {
            TestingAudit.record(audit.journal(), number).join();
        }
    }

    private static ReceiptQuery query(long number, Instant answered) {
        Digest signature =
                Digest.of(ByteBuffer.allocate(Long.BYTES).putLong(~number).array());
        return new ReceiptQuery(TestingAudit.facts(number).challenge(), signature, answered.toEpochMilli());
    }

    private Optional<Digest> find(long number, Instant answered) throws Exception {
        return new RecordSearch(new LogDirectory(directory), "provider-a", query(number, answered), () -> false)
                .find()
                .map(RecordSearch.Found::outcome)
                .map(AuditRecord.Outcome::request)
                .map(request -> request.challenge());
    }

    private Optional<Digest> challenge(long number) {
        return Optional.of(TestingAudit.facts(number).challenge());
    }

    private int segments() throws Exception {
        return new LogDirectory(directory).segments().size();
    }

    @Test
    void findsWhatIsInASegmentThatBeganWhileTheClockWasAhead() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, clock)) {
            record(audit, 0, 2);
            clock.advance(STEP.negated());
            record(audit, 2, 4);
        }
        assertThat(segments()).isEqualTo(1);
        assertThat(find(2, clock.instant())).isEqualTo(challenge(2));
    }

    @Test
    void findsWhatIsBeforeSegmentsThatBeganWhenTheClockWasSetBack() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, clock)) {
            record(audit, 0, 60);
            clock.advance(STEP.negated());
            record(audit, 60, 120);
        }
        assertThat(segments()).isGreaterThan(3);
        assertThat(find(0, START)).isEqualTo(challenge(0));
    }

    @Test
    void looksInFewSegmentsOfAnotherTime() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, clock)) {
            record(audit, 0, LAST);
        }
        assertThat(segments()).isGreaterThan(10);
        assertThat(find(0, START)).isEqualTo(challenge(0));
        assertThat(find(0, START.minus(STEP))).isEqualTo(challenge(0));
        assertThat(find(LAST - 2, START.minus(STEP))).isEmpty();
        assertThat(find(LAST - 2, START.plus(STEP))).isEqualTo(challenge(LAST - 2));
        assertThat(find(0, START.plus(STEP))).isEmpty();
    }

    @Test
    void whatIsDamagedMattersInTheTimeAskedForOnly() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, clock)) {
            record(audit, 0, 60);
            clock.advance(STEP);
            record(audit, 60, 120);
        }
        List<SegmentName> segments = new LogDirectory(directory).segments();
        assertThat(segments).hasSizeGreaterThan(2);
        damage(segments.get(segments.size() - 2));

        Instant later = clock.instant().plus(STEP);
        assertThat(find(LAST, later)).isEmpty();
        assertThat(find(0, later)).isEqualTo(challenge(0));
        assertThatExceptionOfType(DamageException.class).isThrownBy(() -> find(LAST, clock.instant()));
    }

    private void damage(SegmentName segment) throws Exception {
        Path file = directory.resolve(segment.toString());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void whatIsBeingWrittenIsNotThereYet() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, clock)) {
            record(audit, 0, 4);
        }
        Path newest =
                directory.resolve(new LogDirectory(directory).segments().get(0).file());
        Files.write(newest, new byte[] {0, 100, (byte) 255}, StandardOpenOption.APPEND);
        assertThat(find(2, START)).isEqualTo(challenge(2));
        assertThat(find(4, START)).isEmpty();
    }

    @Test
    void looksNoFurtherWhenNobodyWaitsAnyMore() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, clock)) {
            record(audit, 0, 4);
        }
        var asked = new AtomicInteger();
        var search = new RecordSearch(
                new LogDirectory(directory),
                "provider-a",
                query(2, START.minus(STEP)),
                () -> asked.incrementAndGet() > 1);
        assertThat(search.find()).isEmpty();
    }
}
