package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.SegmentFile;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.health.AuditConditions;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import eu.qlpipeline.signing.contract.audit.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {

    @TempDir
    private Path parent;

    private Path directory() {
        return parent.resolve("audit");
    }

    private Path newest() throws IOException {
        var segments = new LogDirectory(directory()).segments();
        return directory().resolve(segments.get(segments.size() - 1).file());
    }

    private void assertGood() throws IOException {
        var verification = LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                .verify(new LogDirectory(directory()), Optional.empty(), false);
        assertThat(verification.findings()).isEmpty();
    }

    @Test
    void holdsIntentAndOutcomeOfEachRequestInOrder() throws Exception {
        TestingAudit.write(directory(), 3);
        List<AuditRecord> records = TestingAudit.read(directory());

        assertThat(records).extracting(AuditRecord::sequence).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(records.get(0)).isInstanceOf(AuditRecord.Opened.class);
        assertThat(records.get(3))
                .isInstanceOfSatisfying(
                        AuditRecord.Intent.class,
                        intent -> assertThat(intent.request()).isEqualTo(TestingAudit.facts(1)));
        assertThat(records.get(4)).isInstanceOfSatisfying(AuditRecord.Outcome.class, outcome -> {
            assertThat(outcome.intent()).isEqualTo(3);
            assertThat(outcome.request()).isEqualTo(TestingAudit.facts(1));
            assertThat(outcome.result()).isEqualTo(TestingAudit.result(1));
        });
        assertGood();
    }

    @Test
    void goesOnWhereItEndedAndRotates() throws Exception {
        for (int i = 0; i < 5; i++) {
            TestingAudit.write(directory(), 20);
        }
        assertThat(TestingAudit.read(directory())).hasSize(5 * 41);
        assertThat(new LogDirectory(directory()).segments()).hasSizeGreaterThan(4);
        assertGood();
    }

    @Test
    void whatIsTornIsCutAndTheCutIsRecorded() throws Exception {
        TestingAudit.write(directory(), 2);
        Files.write(newest(), new byte[] {0, 100, (byte) 255}, StandardOpenOption.APPEND);

        TestingAudit.write(directory(), 1);
        assertThat(TestingAudit.read(directory()))
                .filteredOn(AuditRecord.Opened.class::isInstance)
                .extracting(opened -> ((AuditRecord.Opened) opened).cutBytes())
                .containsExactly(0L, 3L);
        assertGood();
    }

    @Test
    void nothingIsChangedBeforeItBegins() throws Exception {
        TestingAudit.write(directory(), 2);
        Files.write(newest(), new byte[] {0, 100, (byte) 255}, StandardOpenOption.APPEND);
        Map<String, Digest> before = contents();
        notBegun().close();
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void beginsOnlyWhereTheLogIsAsItWasOpened() throws Exception {
        TestingAudit.write(directory(), 2);
        Path away = parent.resolve("away");
        for (String name : List.of("lock", newest().getFileName().toString())) {
            try (AuditLog audit = notBegun()) {
                Files.move(directory().resolve(name), away);
                assertDoesNotBegin(audit, "not there any more");
                Files.move(away, directory().resolve(name));
            }
        }
        try (AuditLog audit = notBegun()) {
            Files.write(newest(), new byte[] {0}, StandardOpenOption.APPEND);
            assertDoesNotBegin(audit, " bytes (expected: ");
        }
    }

    /** The record that the log was opened is what tells of the cut. */
    @Test
    void cutsNothingWhereThereIsNoRoomToRecordIt() throws Exception {
        TestingAudit.write(directory(), 2);
        Files.write(newest(), new byte[] {0, 100, (byte) 255}, StandardOpenOption.APPEND);
        byte[] content = Files.readAllBytes(newest());
        try (AuditLog audit = notBegun()) {
            Files.createSymbolicLink(directory().resolve("room.draft"), Path.of("/dev/full"));
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(audit::begin)
                    .withMessageContaining("No space left on device")
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.CONFIGURATION));
        }
        assertThat(newest()).hasBinaryContent(content);

        try (CapturedLog log = CapturedLog.of(SegmentFile.class.getName())) {
            TestingAudit.write(directory(), 1);
            assertThat(log.lines()).containsExactly("WARNING audit: " + newest() + ": 3 bytes at its end are cut");
        }
        assertGood();
    }

    private AuditLog notBegun() {
        var settings = new AuditSettings(AuditMode.ON, directory(), 100, 60, 1 << 20);
        return AuditLog.open(
                settings, new TestingCheckpointSigner(), TestingAudit.WATCH, Clock.systemUTC(), new SecureRandom());
    }

    private void assertDoesNotBegin(AuditLog audit, String message) throws IOException {
        Map<String, Digest> before = contents();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(audit::begin)
                .withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.CONFIGURATION));
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void zerosThatALossOfPowerLeftAreCut() throws Exception {
        TestingAudit.write(directory(), 2);
        Files.write(newest(), new byte[10_000], StandardOpenOption.APPEND);
        TestingAudit.write(directory(), 1);
        assertGood();
    }

    @Test
    void refusesALogThatIsDamagedAndLeavesItAsItIs() throws Exception {
        TestingAudit.write(directory(), 2);
        byte[] content = Files.readAllBytes(newest());
        content[content.length - 10] ^= 1;
        Files.write(newest(), content);

        assertRefused("checksum does not fit");
        assertThat(newest()).hasBinaryContent(content);
    }

    @Test
    void refusesALogThatIsShorterThanItsCheckpointSays() throws Exception {
        TestingAudit.write(directory(), 2);
        byte[] content = Files.readAllBytes(newest());
        Files.write(newest(), Arrays.copyOf(content, content.length - 1));

        assertRefused("which the newest checkpoint signs");
    }

    @Test
    void refusesRecordsThatAreNotThoseOfTheNewestCheckpoint() throws Exception {
        TestingAudit.write(directory(), 2);
        int records = TestingAudit.read(directory()).size();
        var others = TestingNotes.checkpoint(TreeHead.of(records, new byte[32]), 1);
        TestingNotes.append(directory(), others);

        assertRefusedAndUntouched("records: not those of the newest checkpoint");
        TestingAudit.append(newest(), new AuditRecord.Opened(records, 1, 0));
        assertRefusedAndUntouched("records: not those of the newest checkpoint");
    }

    @Test
    void refusesARecordThatIsNotTheNext() throws Exception {
        TestingAudit.write(directory(), 2);
        TestingAudit.append(newest(), new AuditRecord.Opened(6, 1, 0));

        assertRefusedAndUntouched("sequence: 6 (expected: 5)");
    }

    @Test
    void refusesALogWithoutTheSegmentsThatItsCheckpointsSayThereAreAndWritesNothing() throws Exception {
        TestingAudit.write(directory(), 60);
        Files.delete(newest());
        assertRefusedAndUntouched("which the newest checkpoint signs");

        for (SegmentName segment : new LogDirectory(directory()).segments()) {
            Files.delete(directory().resolve(segment.file()));
        }
        assertRefusedAndUntouched("checkpoints: of segments that are not there");
    }

    @Test
    void refusesALogWhoseEndWasRemovedBeforeItRepairsAnything() throws Exception {
        TestingAudit.write(directory(), 2);
        byte[] content = Files.readAllBytes(newest());
        Files.write(newest(), Arrays.copyOf(content, content.length - 150));
        Files.createFile(directory().resolve("room.draft"));
        Path checkpoints = TestingNotes.newestFile(directory());
        byte[] notes = Files.readAllBytes(checkpoints);

        Files.writeString(checkpoints, "signing-agent-audit/", StandardOpenOption.APPEND);
        assertRefusedAndUntouched("which the newest checkpoint signs");
        Files.write(checkpoints, Arrays.copyOf(notes, notes.length - 1));
        assertRefusedAndUntouched("which the newest checkpoint signs");
    }

    /** What binds root as well as everybody else; a checkpoint that went there would be lost. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "nowhere"})
    void refusesALogWhoseCheckpointsCannotBeWritten(String target) throws Exception {
        TestingAudit.write(directory(), 2);
        List<SegmentName> segments = new LogDirectory(directory()).segments();
        Path checkpoints = directory().resolve(segments.get(0).checkpoints());
        Files.delete(checkpoints);
        Files.createSymbolicLink(checkpoints, Path.of(target));

        assertRefused(checkpoints + ": cannot be written (expected: a file of the agent's)");
        assertThat(TestingAudit.read(directory())).hasSize(5);
    }

    private void assertRefusedAndUntouched(String message) throws IOException {
        Map<String, Digest> before = contents();
        assertRefused(message);
        assertThat(contents()).isEqualTo(before);
    }

    private Map<String, Digest> contents() throws IOException {
        Map<String, Digest> contents = new TreeMap<>();
        try (var files = Files.list(directory())) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Digest.of(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /** As where old segments were moved away, or a segment was removed that had been begun and not written to. */
    @Test
    void goesOnBesideCheckpointsOfWhatIsNotThereThatSignNoMoreThanThereIs() throws Exception {
        TestingAudit.write(directory(), 60);
        List<SegmentName> segments = new LogDirectory(directory()).segments();
        Path away = Files.createDirectory(parent.resolve("away"));
        for (SegmentName old : segments.subList(0, segments.size() - 1)) {
            Files.move(directory().resolve(old.file()), away.resolve(old.file()));
        }
        TestingAudit.openUnsigned(directory()).close();
        for (SegmentName old : segments.subList(0, segments.size() - 1)) {
            Files.move(away.resolve(old.file()), directory().resolve(old.file()));
        }

        Files.copy(TestingNotes.newestFile(directory()), directory().resolve(new SegmentName(1_000).checkpoints()));
        Files.writeString(TestingNotes.newestFile(directory()), "signing-agent-audit/", StandardOpenOption.APPEND);
        TestingAudit.write(directory(), 1);
        TestingAudit.write(directory(), 1);
        assertGood();
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> TestingAudit.open(directory()).close())
                .withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.CONFIGURATION))
                .satisfies(refusal -> assertThat(refusal.hints()).isNotEmpty());
    }

    @Test
    void aTornCheckpointIsCut() throws Exception {
        TestingAudit.write(directory(), 2);
        Path checkpoints = Path.of(newest().toString().replace(".log", ".checkpoints"));
        Files.writeString(checkpoints, "signing-agent-audit/", StandardOpenOption.APPEND);
        TestingAudit.write(directory(), 1);
        assertGood();
    }

    @Test
    void twoLogsNeverShareADirectory() {
        try (AuditLog first = TestingAudit.open(directory())) {
            assertRefused("is in use by another agent");
            assertThat(first.blocked()).isEmpty();
        }
        TestingAudit.open(directory()).close();
    }

    @Test
    void manyThreadsAreAcknowledgedInTheOrderOfTheLog() throws Exception {
        var acknowledged = new ConcurrentLinkedQueue<Digest>();
        var threadPool = Executors.newFixedThreadPool(8);
        try (AuditLog audit = TestingAudit.open(directory(), 1 << 20, new TestingCheckpointSigner())) {
            audit.startCheckpoints();
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int first = thread * 500;
                threads.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = first; i < first + 500; i++) {
                                Digest challenge = TestingAudit.facts(i).challenge();
                                // On the thread that acknowledges: the future's own actions may run on another.
                                TestingAudit.record(audit.journal(), i, () -> acknowledged.add(challenge))
                                        .join();
                            }
                        },
                        threadPool));
            }
            CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).join();
        } finally {
            threadPool.shutdown();
        }
        assertThat(acknowledged).hasSize(4_000);
        assertThat(TestingAudit.concluded(directory())).containsExactlyElementsOf(acknowledged);
        assertGood();
    }

    @Test
    void whatWasHandedOverIsOnTheDiskAfterClosing() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (AuditLog audit = TestingAudit.open(directory())) {
            for (int i = 0; i < 1_000; i++) {
                all.add(TestingAudit.record(audit.journal(), i));
            }
        }
        assertThat(all).allMatch(done -> done.isDone() && !done.isCompletedExceptionally());
        assertThat(TestingAudit.concluded(directory())).hasSize(1_000);
        assertGood();
    }

    @Test
    void aRequestRefusedAtTheDoorIsRecordedToo() {
        try (AuditLog audit = TestingAudit.open(directory())) {
            audit.journal().refused(TestingAudit.facts(5), ReasonCode.PURPOSE_NOT_PERMITTED);
        }
        assertThat(TestingAudit.read(directory()))
                .hasSize(3)
                .last()
                .asString()
                .contains("Refused[reason=PURPOSE_NOT_PERMITTED]");
    }

    @Test
    void whileTheDiskRefusesNothingIsTakenInAndAfterwardsItGoesOnByItself() throws Exception {
        Path away = parent.resolve("away");
        var changes = new AtomicInteger();
        try (AuditLog audit = TestingAudit.open(directory())) {
            new AuditConditions(audit).onChange(changes::incrementAndGet);
            var request = new JournalledRequest(TestingAudit.facts(7));
            audit.journal().intend(List.of(request));
            TestingAudit.record(audit.journal(), 0).join();

            // Nothing is written where no reader finds it.
            Files.move(directory(), away);
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> {
                        for (int i = 1; i < 100; i++) {
                            TestingAudit.record(audit.journal(), i).join();
                        }
                    })
                    .havingCause()
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            reason -> assertThat(reason.reason()).isEqualTo(ReasonCode.AUDIT_BLOCKED));
            assertBlocked(audit);
            assertCallersAreToldButNotWhere(audit);

            Files.move(away, directory());
            await().until(() -> audit.blocked().isEmpty());
            assertThat(new AuditConditions(audit).conditions()).isEmpty();
            await().untilAsserted(() -> assertThat(changes).hasValue(2));

            // What began before and ends now is recorded as a whole.
            TestingAudit.conclude(audit.journal(), new Conclusion(request, TestingAudit.result(7)), () -> {})
                    .join();
        }
        assertThat(TestingAudit.concluded(directory()))
                .contains(TestingAudit.facts(0).challenge())
                .endsWith(TestingAudit.facts(7).challenge());
        assertGood();
    }

    private void assertCallersAreToldButNotWhere(AuditLog audit) {
        assertThat(audit.blocked().orElseThrow())
                .hasMessageContaining(directory().toString());
        assertThat(new AuditConditions(audit).conditions()).singleElement().satisfies(condition -> {
            assertThat(condition.kind()).isEqualTo(ConditionKind.AUDIT_BLOCKED);
            assertThat(condition.blocking()).isTrue();
            assertThat(condition.message()).startsWith("audit: ").doesNotContain("/");
        });
    }

    private static void assertBlocked(AuditLog audit) {
        RequestJournal journal = audit.journal();
        assertThat(audit.blocked()).isPresent();
        for (Runnable attempt : List.<Runnable>of(
                journal::requireWritable,
                () -> journal.intend(List.of(new JournalledRequest(TestingAudit.facts(1)))),
                () -> journal.refused(TestingAudit.facts(1), ReasonCode.PURPOSE_NOT_PERMITTED))) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(attempt::run)
                    .satisfies(reason -> assertThat(reason.reason()).isEqualTo(ReasonCode.AUDIT_BLOCKED))
                    .withMessageStartingWith("audit: not writable: ");
        }
    }

    @Test
    void aCheckpointIsMadeAtTheStartAndAfterSoManyRecords() {
        var store = new CheckpointStore(new LogDirectory(directory()));
        var settings = new AuditSettings(AuditMode.ON, directory(), 100, 60, 1 << 20);
        try (AuditLog audit = TestingAudit.open(settings, new TestingCheckpointSigner(), TestingAudit.WATCH)) {
            audit.startCheckpoints();
            await().untilAsserted(() -> assertThat(store.newest()).isPresent());
            for (int i = 0; i < 60; i++) {
                TestingAudit.record(audit.journal(), i).join();
            }
            await().untilAsserted(() ->
                    assertThat(store.newest().orElseThrow().head().size()).isGreaterThanOrEqualTo(100));
        }
    }

    @Test
    void whatIsSignedIsNotSignedAgain() throws Exception {
        TestingAudit.open(directory()).close();
        List<Long> signed = new ArrayList<>();
        new CheckpointStore(new LogDirectory(directory()))
                .read(
                        new SegmentName(0),
                        entry -> signed.add(entry.checkpoint().head().size()));
        assertThat(signed).containsExactly(1L);
    }

    @Test
    void requestsDoNotWaitForAKeyThatDoesNotSign() {
        try (AuditLog audit = TestingAudit.open(directory(), 1 << 20, (origin, head) -> {
            throw new AgentException(ReasonCode.TOKEN_ABSENT, "token: absent");
        })) {
            audit.startCheckpoints();
            TestingAudit.record(audit.journal(), 1).join();
        }
        assertThat(TestingAudit.concluded(directory())).hasSize(1);
    }

    @Test
    void aNewSegmentIsBegunAlsoWhereTheCheckpointsOutgrowTheRecords() throws Exception {
        var log = new LogDirectory(directory());
        try (AuditLog audit = TestingAudit.open(directory())) {
            var newest = new CheckpointStore(log).newest().orElseThrow();
            TestingAudit.record(audit.journal(), 1).join();
            assertThat(log.segments()).hasSize(1);
            for (int i = 0; i < 4; i++) {
                TestingNotes.append(directory(), newest);
            }
            for (int i = 2; i < 5; i++) {
                TestingAudit.record(audit.journal(), i).join();
            }
            assertThat(log.segments()).hasSize(2);
        }
        assertGood();
        TestingAudit.write(directory(), 1);
        assertGood();
    }
}
