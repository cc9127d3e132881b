package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointSigner;
import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.receipt.Receipts;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.audit.SignedCheckpoint;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The log of an agent whose token does not return from the signature of a checkpoint. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class HungCheckpointTest {

    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private Hanging signer = new Hanging(SHORT);

    @AfterEach
    void end() {
        signer.hangs = false;
        signer.watch.close();
    }

    /** A key in memory behind calls that hang, which can no more be interrupted than those into a library. */
    private static final class Hanging implements CheckpointSigner {

        private final CallWatch watch;
        private final CheckpointSigner key = new TestingCheckpointSigner();
        private volatile boolean hangs;
        private volatile int under;

        Hanging(Duration after) {
            watch = new CallWatch(new HangSettings(after, 8));
        }

        @Override
        public SignedCheckpoint sign(Origin origin, TreeHead head) {
            return watch.call(() -> {
                if (hangs) {
                    hang();
                }
                return key.sign(origin, head);
            });
        }

        private void hang() {
            enter(1);
            while (hangs) {
                LockSupport.parkNanos(1_000_000);
            }
            enter(-1);
        }

        private synchronized void enter(int calls) {
            under += calls;
        }
    }

    private AuditLog open() {
        var settings = new AuditSettings(AuditMode.ON, directory, 1_000_000, 60, 1 << 20);
        return TestingAudit.open(settings, signer, signer.watch);
    }

    private AuditLog openAndHang() {
        AuditLog audit = open();
        TestingAudit.record(audit.journal(), 2).join();
        signer.hangs = true;
        audit.startCheckpoints();
        await().until(() -> signer.under == 1);
        return audit;
    }

    private static AgentException refusal(Receipts desk) throws Exception {
        var query = new ReceiptQuery(
                TestingAudit.facts(2).challenge(),
                Digest.of(ByteBuffer.allocate(Long.BYTES).putLong(~2L).array()),
                System.currentTimeMillis());
        var found = desk.find("provider-a", query, () -> false);
        assertThatThrownBy(() -> found.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(AgentException.class);
        return (AgentException) found.handle((receipt, failure) -> failure).get();
    }

    private Optional<SignedCheckpoint> newest() throws Exception {
        return new CheckpointStore(new LogDirectory(directory)).newest();
    }

    @Test
    void nobodyWaitsForItAndAnotherIsMadeWhenTheTokenIsBack() throws Exception {
        try (AuditLog audit = openAndHang()) {
            assertThat(refusal(audit.receipts()).reason()).isEqualTo(ReasonCode.RECEIPT_PENDING);
            assertThat(refusal(audit.receipts()).reason()).isEqualTo(ReasonCode.RECEIPT_PENDING);
            await().until(() -> signer.watch.lost() == 1);

            signer.hangs = false;
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> audit.progress().covered() == audit.progress().records());
            assertThat(newest()).isPresent();

            // What returned late has changed nothing: the next ones are made as ever.
            assertThat(audit.progress().checkpoints()).isEqualTo(1);
            TestingAudit.record(audit.journal(), 4).join();
        }
        assertThat(LogVerifier.of(List.of(TestingCheckpointSigner.certificate()))
                        .verify(new LogDirectory(directory), Optional.empty(), false)
                        .findings())
                .isEmpty();
    }

    @Test
    void aTokenThatHangsDoesNotKeepTheLogFromBeingClosed() {
        openAndHang().close();
        // Another agent could begin at once.
        open().close();
    }

    @Test
    void aSignatureThatComesAfterTheLogWasClosedIsNotWritten() throws Exception {
        signer.watch.close();
        signer = new Hanging(LONG);
        openAndHang().close();

        signer.hangs = false;
        await().until(() -> signer.under == 0);
        await().during(Duration.ofSeconds(1)).until(() -> newest().isEmpty());
        open().close();
    }
}
