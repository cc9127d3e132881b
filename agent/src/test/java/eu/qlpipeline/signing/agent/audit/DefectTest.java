package eu.qlpipeline.signing.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.agent.failure.AgentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log where its own thread runs into an error that is no exception of the disk. */
@Timeout(60)
class DefectTest {

    @TempDir
    private Path directory;

    /** What the writer runs out of memory over. */
    private static final class Unwritable extends AbstractList<JournalledRequest> {

        @Override
        public JournalledRequest get(int index) {
            throw new InternalError("Direct buffer memory");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** What can be written, and breaks whoever counts it afterwards. */
    private static final class Uncountable extends AbstractList<Conclusion> {

        private final List<Conclusion> one =
                List.of(new Conclusion(new JournalledRequest(TestingAudit.facts(3)), TestingAudit.result(3)));
        private volatile boolean written;

        @Override
        public Iterator<Conclusion> iterator() {
            written = true;
            return one.iterator();
        }

        @Override
        public Conclusion get(int index) {
            return one.get(index);
        }

        @Override
        public int size() {
            if (written) {
                throw new InternalError("unable to create native thread");
            }
            return 1;
        }
    }

    @Test
    void whatCannotBeWrittenBlocksTheLogUntilItCanWriteAgain() {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            audit.journal().intend(new Unwritable());
            assertThat(TestingAudit.record(audit.journal(), 2)).failsWithin(Duration.ofSeconds(20));
            assertThat(audit.blocked()).isPresent();

            await().until(() -> audit.blocked().isEmpty());
            TestingAudit.record(audit.journal(), 4).join();
        }
        assertThat(TestingAudit.concluded(directory))
                .containsExactly(TestingAudit.facts(4).challenge());
    }

    @Test
    void whoeverMeasuresTheLogCannotBlockIt() {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            audit.onGroup(took -> {
                throw new InternalError("Java heap space");
            });
            TestingAudit.record(audit.journal(), 2).join();
            TestingAudit.record(audit.journal(), 4).join();
        }
        assertThat(TestingAudit.concluded(directory))
                .containsExactly(
                        TestingAudit.facts(2).challenge(), TestingAudit.facts(4).challenge());
    }

    @Test
    void afterADefectTheLogTakesNothingInUntilItIsOpenedAnew() {
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            audit.journal().conclude(new Uncountable(), new Durability() {
                @Override
                public void durable() {}

                @Override
                public void lost(AgentException reason) {}
            });
            await().until(() -> audit.blocked().isPresent());
            assertThat(audit.blocked().orElseThrow().hints())
                    .containsExactly("start the agent again: it opens the log anew");
        }
        try (AuditLog audit = TestingAudit.openUnsigned(directory)) {
            TestingAudit.record(audit.journal(), 4).join();
        }
        assertThat(TestingAudit.concluded(directory))
                .containsExactly(
                        TestingAudit.facts(3).challenge(), TestingAudit.facts(4).challenge());
    }
}
