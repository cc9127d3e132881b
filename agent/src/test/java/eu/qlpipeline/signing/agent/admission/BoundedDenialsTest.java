package eu.qlpipeline.signing.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.audit.Conclusion;
import eu.qlpipeline.signing.agent.audit.Durability;
import eu.qlpipeline.signing.agent.audit.JournalledRequest;
import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.RequestFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BoundedDenialsTest {

    private static final int BURST = BoundedDenials.OF_EACH.burst();

    /** Where a long wraps around, as System.nanoTime may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private final Recorded recorded = new Recorded();
    private final BoundedDenials denials = new BoundedDenials(recorded, nanos::get);

    private static RequestFacts facts(String caller) {
        return new RequestFacts(caller, PurposeKind.RAW_CHALLENGE, Optional.empty(), Digest.of(new byte[32]));
    }

    private void fill(String caller) {
        for (int i = 0; i < BURST; i++) {
            denials.refused(facts(caller), ReasonCode.PURPOSE_NOT_PERMITTED);
        }
    }

    @Test
    void recordsSoManyAtOnceAndRefusesTheRestWithTheTimeToWait() {
        fill("a");

        assertThat(recorded.callers).hasSize(BURST);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> denials.refused(facts("a"), ReasonCode.PURPOSE_NOT_PERMITTED))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(ReasonCode.RATE_LIMITED);
                    assertThat(refusal.retryAfter()).contains(Duration.ofMillis(100));
                });
        assertThat(recorded.callers).hasSize(BURST);
    }

    @Test
    void recordsAgainAfterAPause() {
        fill("a");
        nanos.addAndGet(Duration.ofMillis(100).toNanos());

        denials.refused(facts("a"), ReasonCode.AUDIENCE_NOT_PERMITTED);

        assertThat(recorded.callers).hasSize(BURST + 1);
    }

    @Test
    void theDenialsOfOneCallerTakeNoRoomOfAnother() {
        fill("a");

        denials.refused(facts("b"), ReasonCode.PURPOSE_NOT_PERMITTED);

        assertThat(recorded.callers).hasSize(BURST + 1).endsWith("b");
    }

    @Test
    void allElseIsRecordedWhateverWasDenied() {
        fill("a");

        denials.requireWritable();
        denials.intend(List.of());
        denials.conclude(List.of(), Recorded.NOBODY);

        assertThat(recorded.others).isEqualTo(3);
    }

    /** Keeps who was refused, and counts what else comes. */
    private static final class Recorded implements RequestJournal {

        private static final Durability NOBODY = new Durability() {
            @Override
            public void durable() {}

            @Override
            public void lost(AgentException reason) {}
        };

        private final List<String> callers = new ArrayList<>();
        private int others;

        @Override
        public void requireWritable() {
            others++;
        }

        @Override
        public void intend(List<JournalledRequest> requests) {
            others++;
        }

        @Override
        public void conclude(List<Conclusion> conclusions, Durability listener) {
            others++;
        }

        @Override
        public void refused(RequestFacts request, ReasonCode reason) {
            callers.add(request.caller());
        }
    }
}
