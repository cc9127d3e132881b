package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.disk.Blockage;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentHeader;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.segment.SegmentReader;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.RecordCodec;
import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who moves the files of a log does not disturb what is written to them; but nobody would find the records there. */
@Timeout(120)
class MovedLogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path temporary;

    private Path directory;
    private Path away;

    @BeforeEach
    void setPlaces() throws IOException {
        directory = temporary.resolve("log");
        away = Files.createDirectory(temporary.resolve("away"));
    }

    private Path newest() throws IOException {
        List<SegmentName> segments = new LogDirectory(directory).segments();
        return directory.resolve(segments.get(segments.size() - 1).file());
    }

    private static void awaitBlocked(AuditLog audit, String because) {
        await().atMost(PATIENCE).until(() -> audit.blocked().isPresent());
        AgentException reason = audit.blocked().orElseThrow();
        assertThat(reason.reason()).isEqualTo(ReasonCode.AUDIT_BLOCKED);
        assertThat(reason).hasMessageContaining(because);
        assertThat(reason.hints()).first().asString().contains("move the log's files back");
    }

    private static List<String> warnings(CapturedLog log) {
        return log.lines().stream()
                .filter(line -> line.startsWith("WARNING audit: still blocked: "))
                .toList();
    }

    private void assertGood(int requests) throws Exception {
        assertThat(LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                        .verify(new LogDirectory(directory), Optional.empty(), false)
                        .findings())
                .isEmpty();
        assertThat(TestingAudit.concluded(directory)).hasSize(requests);
    }

    @Test
    void nothingIsAcknowledgedThatIsInAFileThatWasMovedAway() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory)) {
            TestingAudit.record(audit.journal(), 1).join();
            Path place = newest();
            Files.move(place, away.resolve("segment"));

            // At the next request, if nobody looked before it.
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> TestingAudit.record(audit.journal(), 2).join())
                    .matches(refusal -> refusal instanceof AgentException || refusal instanceof CompletionException);
            awaitBlocked(audit, "not there any more");

            Files.move(away.resolve("segment"), place);
            await().atMost(PATIENCE).until(() -> audit.blocked().isEmpty());
            TestingAudit.record(audit.journal(), 3).join();
        }
        assertGood(2);
    }

    @Test
    void aLockThatWasRemovedIsTakenAnewThoughNothingIsAskedFor() throws Exception {
        try (CapturedLog log = CapturedLog.of(LogLock.class.getName());
                AuditLog audit = TestingAudit.open(directory)) {
            Files.delete(directory.resolve("lock"));
            await().atMost(PATIENCE).until(() -> !log.lines().isEmpty());
            await().atMost(PATIENCE).until(() -> audit.blocked().isEmpty());

            TestingAudit.record(audit.journal(), 1).join();
            assertThat(log.lines()).singleElement().asString().endsWith("lock was removed; locked anew");
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> TestingAudit.open(directory))
                    .withMessageContaining("is in use by another agent");
        }
        assertGood(1);
    }

    @Test
    void aLockThatAnotherAgentHasIsLeftToIt() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory)) {
            replaceLock();
            awaitBlocked(audit, "lock: another file");
        }
        assertGood(0);
    }

    @Test
    void noLockIsMadeWhereTheLogIsNot() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory)) {
            Files.move(newest(), away.resolve("segment"));
            Files.delete(directory.resolve("lock"));
            // Several tries to go on.
            await().during(Duration.ofSeconds(3))
                    .atMost(PATIENCE)
                    .until(() -> audit.blocked().isPresent());
            assertThat(directory.resolve("lock")).doesNotExist();
        }
    }

    @Test
    void whileNothingIsWrittenTheRoomOnTheDiskIsLookedAtAllTheSameAndTheLogSaysWhyOnce() throws Exception {
        try (CapturedLog log = CapturedLog.of(Blockage.class.getName());
                AuditLog audit = TestingAudit.openUnsigned(directory)) {
            // Before anything is written, which is when it would be looked at.
            Path place = newest();
            Files.move(place, away.resolve("segment"));
            awaitBlocked(audit, "not there any more");

            await().atMost(PATIENCE).until(() -> audit.freeBytes().isPresent());
            await().atMost(PATIENCE).until(() -> !warnings(log).isEmpty());
            Files.createFile(place);
            await().atMost(PATIENCE).until(() -> warnings(log).size() > 1);
            assertThat(audit.blocked()).isPresent();
            assertThat(warnings(log)).doesNotHaveDuplicates();
        }
    }

    @Test
    void aDirectoryInItsPlaceIsNotTouched() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory)) {
            TestingAudit.record(audit.journal(), 1).join();
            Files.move(directory, away.resolve("log"));
            TestingAudit.write(directory, 3);
            awaitBlocked(audit, "another file");
        }
        assertGood(3);
    }

    private void replaceLock() throws IOException {
        Path other = Files.createFile(directory.resolve("other"));
        Files.move(other, directory.resolve("lock"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.getFileName().toString(),
                        Digest.of(Files.readAllBytes(file)).toString());
            }
        }
        return contents;
    }

    private static void awaitOvertaken(AuditLog audit) {
        await().atMost(PATIENCE)
                .until(() -> audit.blocked()
                        .filter(reason -> String.valueOf(reason.getMessage())
                                .contains("another agent went on with this log (expected: none): "))
                        .isPresent());
        assertThat(audit.blocked().orElseThrow().hints()).first().asString().contains("start the agent again");
    }

    @Test
    void whatAnotherAgentWroteMeanwhileIsNotTouched() throws Exception {
        Map<String, String> left;
        try (AuditLog audit = TestingAudit.open(directory)) {
            TestingAudit.record(audit.journal(), 1).join();
            replaceLock();
            TestingAudit.write(directory, 100);
            Files.delete(directory.resolve("lock"));
            left = contents();

            awaitOvertaken(audit);
            // Nobody tries again.
            await().during(Duration.ofSeconds(3))
                    .atMost(PATIENCE)
                    .until(() -> audit.blocked().isPresent());
        }
        assertThat(contents()).isEqualTo(left);
        assertThat(new LogDirectory(directory).segments()).hasSizeGreaterThan(3);
        assertGood(101);
        TestingAudit.write(directory, 1);
        assertGood(102);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherAgentThatCameAndWentBetweenTwoLooksIsNoticedAllTheSame(boolean lockBack) throws Exception {
        Map<String, String> left;
        var came = new CountDownLatch(1);
        try (AuditLog audit = TestingAudit.open(directory)) {
            audit.onGroup(nanos -> awaitForLong(came));
            TestingAudit.record(audit.journal(), 1).join();
            Files.move(directory.resolve("lock"), away.resolve("lock"));
            TestingAudit.write(directory, 100);
            Files.delete(directory.resolve("lock"));
            if (lockBack) {
                Files.move(away.resolve("lock"), directory.resolve("lock"));
            }
            left = contents();
            came.countDown();

            awaitOvertaken(audit);
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> TestingAudit.record(audit.journal(), 2))
                    .satisfies(reason -> assertThat(reason.reason()).isEqualTo(ReasonCode.AUDIT_BLOCKED));
        } finally {
            came.countDown();
        }
        assertThat(contents()).isEqualTo(left);
        assertGood(101);
    }

    /** As a rotation leaves it that the disk let make the new segment, and not go on with it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEmptySegmentThatFollowsIsGoneOnWithIfItIsThisLogs(boolean own) throws Exception {
        SegmentName followed;
        try (AuditLog audit = TestingAudit.open(directory)) {
            TestingAudit.record(audit.journal(), 1).join();
            Path place = newest();
            Files.move(place, away.resolve("segment"));
            awaitBlocked(audit, "not there any more");
            Files.copy(away.resolve("segment"), place);
            SegmentHeader next = following(own);
            Files.delete(place);
            SegmentFile.create(new LogDirectory(directory), next).close();
            followed = new SegmentName(next.first());
            Files.move(away.resolve("segment"), place);

            if (own) {
                await().atMost(PATIENCE).until(() -> audit.blocked().isEmpty());
                TestingAudit.record(audit.journal(), 2).join();
            } else {
                awaitOvertaken(audit);
            }
        }
        assertThat(new LogDirectory(directory).segments()).containsExactly(new SegmentName(0), followed);
        if (own) {
            assertGood(2);
        }
    }

    /** The header of the segment that follows what is in the log. */
    private SegmentHeader following(boolean own) throws Exception {
        LogFrontier frontier = LogFrontier.empty();
        TestingAudit.read(directory).forEach(logRecord -> frontier.append(RecordCodec.encode(logRecord)));
        try (SegmentReader reader = SegmentReader.open(directory, new SegmentName(0))) {
            Origin origin = own ? reader.header().origin() : new Origin("signing-agent-audit/other");
            return new SegmentHeader(origin, frontier.head().size(), frontier.peaks());
        }
    }

    private static void awaitForLong(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLogThatIsBlockedWhenItIsStoppedSaysSo() throws Exception {
        try (CapturedLog log = CapturedLog.of(AuditLog.class.getName())) {
            TestingAudit.write(directory, 1);
            assertThat(log.lines()).noneMatch(line -> line.contains("blocked"));
            try (AuditLog audit = TestingAudit.open(directory)) {
                Files.move(newest(), away.resolve("segment"));
                awaitBlocked(audit, "not there any more");
            }
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARNING"))
                    .singleElement()
                    .asString()
                    .startsWith("WARNING audit: blocked at the stop: audit: not writable: ")
                    .contains("not there any more", "the next start keeps or cuts");
        }
    }
}
