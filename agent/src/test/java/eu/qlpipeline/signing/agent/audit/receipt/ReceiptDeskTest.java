package eu.qlpipeline.signing.agent.audit.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.AuditLog;
import eu.qlpipeline.signing.agent.audit.Conclusion;
import eu.qlpipeline.signing.agent.audit.JournalledRequest;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.TestingCheckpointSigner;
import eu.qlpipeline.signing.agent.audit.TestingNotes;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.audit.Result;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptDeskTest {

    private static final String CALLER = "provider-a";

    private final AtomicInteger demands = new AtomicInteger();

    @TempDir
    private Path directory;

    /** Records that the request of that number was signed with the key that signs the checkpoints. */
    private static void sign(AuditLog audit, long number) {
        var request = new JournalledRequest(TestingAudit.facts(number));
        audit.journal().intend(List.of(request));
        var signed = new Result.Signed(
                CertificateFingerprint.of(TestingCheckpointSigner.certificate()), 1, signature(number));
        TestingAudit.conclude(audit.journal(), new Conclusion(request, signed), () -> {})
                .join();
    }

    private static Digest signature(long number) {
        return Digest.of(ByteBuffer.allocate(Long.BYTES).putLong(~number).array());
    }

    private void write(int requests) {
        try (AuditLog audit = TestingAudit.open(directory)) {
            for (int number = 0; number < requests; number++) {
                sign(audit, number);
            }
        }
    }

    private ReceiptDesk desk() {
        return new ReceiptDesk(new LogDirectory(directory), () -> {
            demands.incrementAndGet();
            return Duration.ofMillis(700);
        });
    }

    private static ReceiptQuery query(long number) {
        return query(number, number, System.currentTimeMillis());
    }

    private static ReceiptQuery query(long challenge, long signature, long time) {
        return new ReceiptQuery(TestingAudit.facts(challenge).challenge(), signature(signature), time);
    }

    private static Receipt found(Receipts desk, ReceiptQuery query) throws Exception {
        return desk.find(CALLER, query, () -> false).get(20, TimeUnit.SECONDS);
    }

    private static String refusal(Receipts desk, String caller, ReceiptQuery query) {
        var future = desk.find(caller, query, () -> false);
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(AgentException.class);
        AgentException refusal =
                (AgentException) future.handle((receipt, failure) -> failure).join();
        return refusal.reason() + ": " + refusal.getMessage();
    }

    @Test
    void everySignatureOfACallerHasAReceiptThatVerifiesInWhicheverSegmentItIs() throws Exception {
        write(120);
        try (ReceiptDesk desk = desk()) {
            for (int number = 0; number < 120; number += 2) {
                Receipt receipt = found(desk, query(number));
                receipt.verify(TestingCheckpointSigner.certificate());
                receipt.requireChallenge(TestingAudit.facts(number).challenge());
                assertThat(receipt.outcome().request().caller()).isEqualTo(CALLER);
            }
        }
        assertThat(new LogDirectory(directory).segments()).hasSizeGreaterThan(5);
    }

    @Test
    void ofOthersItTellsAsLittleAsOfWhatDoesNotExist() {
        write(10);
        try (ReceiptDesk desk = desk()) {
            String none = refusal(desk, CALLER, query(1_000));
            assertThat(none).startsWith("RECEIPT_NOT_FOUND: ");
            assertThat(refusal(desk, CALLER, query(1))).isEqualTo(none);
            assertThat(refusal(desk, "provider-b", query(2))).isEqualTo(none);
            assertThat(refusal(desk, CALLER, query(2, 4, System.currentTimeMillis())))
                    .isEqualTo(none);
        }
        assertThat(demands).hasValue(0);
    }

    @Test
    void whatNoCheckpointCoversIsPendingAndACheckpointIsDemanded() throws Exception {
        try (AuditLog audit = TestingAudit.openUnsigned(directory);
                ReceiptDesk desk = desk()) {
            sign(audit, 2);
            assertThat(refusal(desk, CALLER, query(2)))
                    .startsWith("RECEIPT_PENDING: ")
                    .contains("700 ms");

            // Nor does one that is being written.
            Files.write(TestingNotes.newestFile(directory), Arrays.copyOf(TestingNotes.note(3), 300));
            assertThat(refusal(desk, CALLER, query(2))).startsWith("RECEIPT_PENDING: ");
        }
        assertThat(demands).hasValue(2);
    }

    /** An agent was killed, another key went on with its log, and then the first key again. */
    @Test
    void aReceiptIsUnderTheKeyThatSignedTheRecordAlsoWhereAnotherCoveredItFirst() throws Exception {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            sign(audit, 2);
        }
        TestingNotes.appendOfAnother(directory);
        try (ReceiptDesk desk = desk()) {
            Receipt other = found(desk, query(2));
            assertThat(other.checkpoint().certificate())
                    .isNotEqualTo(other.signed().certificate());

            write(60);
            found(desk, query(2)).verify(TestingCheckpointSigner.certificate());
        }
        assertThat(new LogDirectory(directory).segments()).hasSizeGreaterThan(2);
    }

    @Test
    void thereIsNoReceiptUnderACheckpointOfOtherRecords() throws Exception {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            sign(audit, 2);
        }
        try (ReceiptDesk desk = desk()) {
            TestingNotes.append(directory, TestingNotes.checkpoint(TreeHead.of(3, new byte[32]), 1));
            assertThat(refusal(desk, CALLER, query(2)))
                    .startsWith("INTERNAL: receipt: the log cannot be read: records: not those of the checkpoint of ");

            Files.delete(TestingNotes.newestFile(directory));
            TestingNotes.append(directory, TestingNotes.checkpoint(TreeHead.of(4, new byte[32]), 1));
            assertThat(refusal(desk, CALLER, query(2)))
                    .startsWith(
                            "INTERNAL: receipt: the log cannot be read: segments: none has record 3 (expected: all of the first 4");
        }
    }

    @Test
    void aRunningLogGivesAReceiptSoonAfterTheAnswer() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory)) {
            sign(audit, 2);
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> found(audit.receipts(), query(2)).verify(TestingCheckpointSigner.certificate()));
        }
    }

    @Test
    void aCallerHasTwoLookedForAtATimeAndTheOthersAreServed() throws Exception {
        write(10);
        var working = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (ReceiptDesk desk = desk()) {
            var first = desk.find(CALLER, query(2), () -> {
                working.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return false;
            });
            working.await();
            var second = desk.find(CALLER, query(4), () -> false);
            for (int more = 0; more < 100; more++) {
                assertThat(refusal(desk, CALLER, query(6))).startsWith("CONCURRENCY_LIMITED: ");
            }
            var other = desk.find("provider-b", query(1), () -> false);
            go.countDown();
            for (var waiting : List.of(first, second, other)) {
                waiting.get(20, TimeUnit.SECONDS).verify(TestingCheckpointSigner.certificate());
            }
            // An answer, a refusal and a search that nobody waits for: each gives its place back.
            for (int again = 0; again < 5; again++) {
                found(desk, query(6));
                assertThat(refusal(desk, CALLER, query(1_000))).startsWith("RECEIPT_NOT_FOUND: ");
                var abandoned = desk.find(CALLER, query(2), () -> true);
                assertThatThrownBy(() -> abandoned.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(AgentException.class);
            }
        }
    }

    @Test
    void whoIsRefusedBecauseManyWaitKeepsItsPlaces() throws Exception {
        write(1);
        var working = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (ReceiptDesk desk = desk()) {
            var first = desk.find("first", query(0), () -> {
                working.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return true;
            });
            working.await();
            for (int waiting = 0; waiting < 64; waiting++) {
                var unused = desk.find("caller-" + waiting / 2, query(0), () -> true);
            }
            for (int again = 0; again < 3; again++) {
                assertThat(refusal(desk, CALLER, query(0))).startsWith("OVERLOADED: ");
            }
            go.countDown();
            assertThatThrownBy(() -> first.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(AgentException.class);
            await().ignoreExceptions()
                    .untilAsserted(() -> found(desk, query(0)).verify(TestingCheckpointSigner.certificate()));
        }
    }

    @Test
    void theLogIsReadForOneCallerForAPartOfTheTimeAndForTheOthersAsBefore() throws Exception {
        write(10);
        var now = new AtomicLong(Long.MAX_VALUE - 1);
        try (ReceiptDesk desk =
                new ReceiptDesk(new LogDirectory(directory), () -> Duration.ZERO, now::get, Thread::new)) {
            // A search that finds nothing costs most, and counts as any other.
            var dear = desk.find(CALLER, query(1_000), () -> {
                now.getAndAdd(TimeUnit.SECONDS.toNanos(20));
                return false;
            });
            assertThatThrownBy(() -> dear.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(AgentException.class);
            var begun = now.get();
            assertThat(refusal(desk, CALLER, query(2))).startsWith("RATE_LIMITED: receipt: the log was read");
            desk.find("provider-b", query(1), () -> false).get(20, TimeUnit.SECONDS);

            var refused = desk.find(CALLER, query(2), () -> false);
            Duration wait = refused.handle((receipt, failure) ->
                            ((AgentException) failure).retryAfter().orElseThrow())
                    .join();
            assertThat(wait).isPositive();
            now.set(begun + wait.toNanos());
            found(desk, query(2)).verify(TestingCheckpointSigner.certificate());
        }
    }

    @Test
    void memoryThatRunsOutKeepsNobodyWaiting() throws Exception {
        write(10);
        try (ReceiptDesk desk = desk()) {
            var future = desk.find(CALLER, query(2), () -> {
                throw new OutOfMemoryError("Direct buffer memory");
            });
            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.INTERNAL));
            found(desk, query(2)).verify(TestingCheckpointSigner.certificate());
        }
    }

    @Test
    void whereNoThreadCanBeMadeTheCallerHearsOfItAndKeepsItsPlaces() throws Exception {
        write(10);
        var attempts = new AtomicInteger();
        ThreadFactory scarce = task -> new Thread(task) {
            @Override
            public synchronized void start() {
                if (attempts.incrementAndGet() <= 5) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                super.start();
            }
        };
        try (ReceiptDesk desk =
                new ReceiptDesk(new LogDirectory(directory), () -> Duration.ZERO, System::nanoTime, scarce)) {
            for (int i = 0; i < 5; i++) {
                assertThat(refusal(desk, CALLER, query(2)))
                        .isEqualTo("INTERNAL: receipt: the log cannot be read: unable to create native thread");
            }
            found(desk, query(2)).verify(TestingCheckpointSigner.certificate());
        }
    }

    @Test
    void aSearchThatNobodyWaitsForEnds() {
        write(10);
        try (ReceiptDesk desk = desk()) {
            var future = desk.find(CALLER, query(2), () -> true);
            assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED));
        }
    }

    /** The checkpoint is far behind the record, and all between them is read. */
    @Test
    void aReceiptThatNobodyWaitsForAnyMoreIsNotMade() throws Exception {
        try (AuditLog audit = TestingAudit.openUnsigned(directory, 1 << 20)) {
            for (int number = 2; number < 1_500; number++) {
                sign(audit, number);
            }
        }
        write(1);
        try (ReceiptDesk desk = desk()) {
            var looks = new AtomicInteger();
            desk.find(CALLER, query(2), () -> looks.incrementAndGet() < 0)
                    .get(20, TimeUnit.SECONDS)
                    .verify(TestingCheckpointSigner.certificate());
            assertThat(looks).hasValueGreaterThanOrEqualTo(5);

            for (int look = 1; look <= looks.get(); look++) {
                var left = new AtomicInteger(look);
                var future = desk.find(CALLER, query(2), () -> left.decrementAndGet() <= 0);
                assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfSatisfying(
                                AgentException.class,
                                refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.DEADLINE_EXCEEDED));
            }
        }
    }
}
