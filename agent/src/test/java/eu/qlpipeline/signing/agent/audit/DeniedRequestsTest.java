package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.audit.opening.OpenLog;
import eu.qlpipeline.signing.agent.audit.segment.DurableTree;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.segment.LogLock;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.audit.Result;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of requests that are denied, for whose records nobody waits, while nothing is signed. */
class DeniedRequestsTest {

    /** Nothing else would make a record durable, however long it took. */
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private static final int GROUPS = 100;
    private static final int GROUP = 1_000;

    @TempDir
    private Path directory;

    private static Submission denied(int number) {
        var conclusion = new Conclusion(
                new JournalledRequest(TestingAudit.facts(number)),
                new Result.Refused(ReasonCode.PURPOSE_NOT_PERMITTED.name()));
        return Submission.unawaited(number, List.of(), List.of(conclusion));
    }

    @Test
    void theirRecordsAreDurableSoon() {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            for (int round = 1; round <= 3; round++) {
                audit.journal().refused(TestingAudit.facts(round), ReasonCode.PURPOSE_NOT_PERMITTED);
                int records = 1 + 2 * round;
                await().atMost(AMPLE).until(() -> audit.progress().records() == records);
            }
        }
    }

    @Test
    void anIntentWhoseOutcomeIsLongInComingIsDurableMeanwhile() {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            audit.journal().intend(List.of(new JournalledRequest(TestingAudit.facts(1))));
            await().atMost(AMPLE).until(() -> audit.progress().records() == 2);
        }
    }

    @Test
    void howeverManyTheyAreFewOfThemAreKeptInMemory() throws Exception {
        var log = new LogDirectory(directory);
        LogLock lock = log.lock();
        OpenLog end = OpenLog.open(log, lock, new SecureRandom());
        try (lock;
                GroupWriter writer = new GroupWriter(log, lock, 1 << 30, Clock.systemUTC(), end)) {
            for (int group = 0; group < GROUPS; group++) {
                Submission each = denied(group);
                writer.write(Collections.nCopies(GROUP, each));
                writer.settle();
                // One request, of which each submission tells once more how it ended.
                long records = (group + 1L) * (1 + GROUP);
                assertThat(records - writer.size()).isLessThan(DurableTree.MOST_UNFORCED);
            }
            assertThat(writer.size()).isGreaterThan((long) GROUPS * GROUP - DurableTree.MOST_UNFORCED);
        }
    }
}
