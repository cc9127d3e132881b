package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The log on a disk that does not return from what it is asked for. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class HungDiskTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    /** One request that the writer gets only when somebody says so: until then its group is under way. */
    private static final class Slow extends AbstractList<JournalledRequest> {

        private final CountDownLatch goOn = new CountDownLatch(1);
        private final JournalledRequest request = new JournalledRequest(TestingAudit.facts(7));

        @Override
        public JournalledRequest get(int index) {
            try {
                goOn.await();
                return request;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int size() {
            return 1;
        }
    }

    private static void assertRefused(AuditLog audit) {
        RequestJournal journal = audit.journal();
        for (Runnable attempt : List.<Runnable>of(
                journal::requireWritable,
                () -> journal.intend(List.of(new JournalledRequest(TestingAudit.facts(1)))),
                () -> journal.refused(TestingAudit.facts(1), ReasonCode.PURPOSE_NOT_PERMITTED))) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(attempt::run)
                    .withMessageStartingWith("audit: the disk does not answer: ")
                    .satisfies(reason -> assertThat(reason.reason()).isEqualTo(ReasonCode.AUDIT_BLOCKED));
        }
    }

    @Test
    void whatComesIsRefusedWhatCameWaitsAndItGoesOnByItself() {
        var slow = new Slow();
        var changes = new AtomicInteger();
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            audit.onChange(changes::incrementAndGet);
            audit.journal().intend(slow);
            CompletableFuture<Void> waiting = TestingAudit.record(audit.journal(), 2);

            await().atMost(SOON).until(() -> changes.get() == 1);
            assertThat(audit.blocked()).isPresent();
            assertRefused(audit);
            assertThat(waiting).isNotDone();

            slow.goOn.countDown();
            waiting.join();
            await().until(() -> changes.get() == 2);
            assertThat(audit.blocked()).isEmpty();
            TestingAudit.record(audit.journal(), 4).join();
        } finally {
            slow.goOn.countDown();
        }
        assertThat(TestingAudit.concluded(directory))
                .containsExactly(
                        TestingAudit.facts(2).challenge(), TestingAudit.facts(4).challenge());
    }

    /** Opening a FIFO for writing does not return before somebody reads from it. */
    @Test
    void aFileThatCannotBeOpenedAndGivesNoErrorIsNoticedToo() throws Exception {
        try (AuditLog audit = TestingAudit.open(directory, 4096, new TestingCheckpointSigner())) {
            int records = 1;
            for (int i = 0; i < 30; i++) {
                TestingAudit.record(audit.journal(), i).join();
                records += 2;
                if (Files.size(directory.resolve(new SegmentName(0).file())) >= 4096) {
                    break;
                }
            }
            Path fifo = directory.resolve(new SegmentName(records).file() + ".draft");
            assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                    .isZero();
            CompletableFuture<Void> waiting = TestingAudit.record(audit.journal(), 100);

            await().atMost(SOON).until(() -> audit.blocked().isPresent());
            assertRefused(audit);
            assertThat(waiting).isNotDone();

            try (InputStream reading = Files.newInputStream(fifo)) {
                Files.delete(fifo);
                await().until(waiting::isDone);
                await().until(() -> audit.blocked().isEmpty());
                assertThat(reading.read()).as("a header").isEqualTo('Q');
            }
            TestingAudit.record(audit.journal(), 102).join();
        }
        assertThat(TestingAudit.concluded(directory))
                .endsWith(TestingAudit.facts(102).challenge());
    }

    @Test
    void closingDoesNotWaitForItForEverAndKeepsTheDirectoryLocked() {
        var slow = new Slow();
        AuditLog audit = TestingAudit.openUnsigned(directory);
        try {
            audit.journal().intend(slow);
            CompletableFuture<Void> waiting = TestingAudit.record(audit.journal(), 2);
            audit.close();
            assertThat(waiting).isNotDone();
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> TestingAudit.openUnsigned(directory).close())
                    .withMessageContaining("is in use by another agent");
        } finally {
            slow.goOn.countDown();
        }
        await().untilAsserted(() -> {
            audit.close();
            TestingAudit.openUnsigned(directory).close();
        });
    }
}
