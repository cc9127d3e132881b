package eu.qlpipeline.signing.agent.audit.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SearchTimeTest {

    private static final String CALLER = "provider-a";

    // System.nanoTime may be anything, and pass from the greatest number to the least.
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private final SearchTime time = new SearchTime(() -> now);

    private void search(Duration length) {
        now += length.toNanos();
        time.took(CALLER, length.toNanos());
    }

    private AgentException refusal() {
        return catchThrowableOfType(AgentException.class, () -> time.requireLeft(CALLER));
    }

    @Test
    void whoHasLongAskedForNothingHasTenSeconds() {
        assertThat(refusal()).isNull();
        search(Duration.ofSeconds(9));
        assertThat(refusal()).isNull();
        search(Duration.ofSeconds(5));
        assertThat(refusal()).isNotNull();
        assertThatCode(() -> time.requireLeft("provider-b")).doesNotThrowAnyException();
    }

    @Test
    void whoAsksWithoutEndHasOneSecondInFour() {
        Duration searched = Duration.ZERO;
        long begin = now;
        while (now - begin < Duration.ofHours(1).toNanos()) {
            AgentException refusal = refusal();
            if (refusal == null) {
                search(Duration.ofMillis(300));
                searched = searched.plusMillis(300);
            } else {
                assertThat(refusal.reason()).isEqualTo(ReasonCode.RATE_LIMITED);
                now += refusal.retryAfter().orElseThrow().toNanos();
            }
        }
        assertThat(searched)
                .isBetween(Duration.ofMinutes(15), Duration.ofMinutes(15).plusSeconds(11));
    }

    @Test
    void whatIsToldToWaitIsEnoughAndNoMore() {
        search(Duration.ofMinutes(1));
        Duration wait = refusal().retryAfter().orElseThrow();
        now += wait.minusMillis(2).toNanos();
        assertThat(refusal()).isNotNull();
        now += Duration.ofMillis(2).toNanos();
        assertThat(refusal()).isNull();
    }

    @Test
    void aPauseGivesBackAllAndNoMoreThanAll() {
        search(Duration.ofSeconds(9));
        now += Duration.ofDays(400).toNanos();
        search(Duration.ofSeconds(9));
        assertThat(refusal()).isNull();
        search(Duration.ofSeconds(5));
        assertThat(refusal()).isNotNull();
    }
}
