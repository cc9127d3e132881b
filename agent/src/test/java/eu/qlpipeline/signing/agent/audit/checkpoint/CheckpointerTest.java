package eu.qlpipeline.signing.agent.audit.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.TestingCheckpointSigner;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.audit.segment.SegmentName;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.AuditCheckpoint.Origin;
import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** When the token is asked for a checkpoint. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class CheckpointerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicLong size = new AtomicLong(1);
    private final AtomicBoolean absent = new AtomicBoolean();
    private final CallWatch watch = new CallWatch(HangSettings.defaults());

    @TempDir
    private Path directory;

    private LogLock lock;
    private Checkpointer checkpointer;

    @BeforeEach
    void begin() throws IOException {
        lock = new LogDirectory(directory).lock();
        Files.createFile(directory.resolve(new SegmentName(0).file()));
        checkpointer = checkpointer(100, Duration.ofHours(1));
    }

    private Checkpointer checkpointer(int records, Duration interval) {
        var key = new TestingCheckpointSigner();
        return new Checkpointer(
                new Checkpointer.Plan(new Origin("signing-agent-audit/test"), records, interval),
                () -> TreeHead.of(size.get(), new byte[32]),
                (origin, head) -> {
                    if (absent.getAndSet(false)) {
                        throw new AgentException(ReasonCode.TOKEN_ABSENT, "token: absent");
                    }
                    return key.sign(origin, head);
                },
                new CheckpointWriter(new LogDirectory(directory), lock),
                watch);
    }

    @AfterEach
    void end() throws IOException {
        checkpointer.close();
        lock.close();
        watch.close();
    }

    private void awaitCovered(long records) {
        await().atMost(PATIENCE).until(() -> checkpointer.covered() == records);
    }

    @Test
    void oneIsMadeEachTimeThatSoManyRecordsAreNew() {
        checkpointer.start();
        awaitCovered(1);
        for (long records = 101; records < 500; records += 100) {
            size.set(records);
            checkpointer.advanced(records - 1);
            checkpointer.advanced(records);
            awaitCovered(records);
        }
        await().until(() -> checkpointer.made() == 5);
    }

    @Test
    void oneIsMadeEachTimeThatTheIntervalHasPassed() {
        checkpointer.close();
        checkpointer = checkpointer(1_000_000, Duration.ofMillis(200));
        checkpointer.start();
        for (long records = 1; records < 4; records++) {
            size.set(records);
            awaitCovered(records);
        }
    }

    @Test
    void oneThatFailedIsTriedAgain() {
        absent.set(true);
        checkpointer.start();
        awaitCovered(1);
    }

    @Test
    void whoDemandsOneSoonAfterAnotherWaitsLonger() {
        checkpointer.start();
        awaitCovered(1);
        size.set(2);
        Duration soon = checkpointer.demand();
        awaitCovered(2);

        size.set(3);
        assertThat(checkpointer.demand()).isGreaterThan(soon);
        await().during(soon).atMost(PATIENCE).until(() -> checkpointer.covered() == 2);
    }
}
