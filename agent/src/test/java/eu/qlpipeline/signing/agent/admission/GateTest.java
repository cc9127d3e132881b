package eu.qlpipeline.signing.agent.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerIdentity;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import eu.qlpipeline.signing.agent.policy.TestingKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GateTest {

    /** Where a long wraps around, as System.nanoTime may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    private static CallerLimits rate(int perSecond, int burst) {
        return new CallerLimits(Optional.of(new CallerLimits.Rate(perSecond, burst)), Optional.empty());
    }

    private static CallerLimits concurrency(int most) {
        return new CallerLimits(Optional.empty(), Optional.of(most));
    }

    private static int entered(Gate gate, int attempts) {
        int entered = 0;
        for (int i = 0; i < attempts; i++) {
            try {
                gate.enter();
                entered++;
            } catch (AgentException e) {
                assertThat(e.reason()).isEqualTo(ReasonCode.RATE_LIMITED);
            }
        }
        return entered;
    }

    @Test
    void letsABurstInAndThenAsManyAsTimePasses() {
        Gate gate = new Gate("", rate(100, 5), nanos::get);
        assertThat(entered(gate, 50)).isEqualTo(5);

        nanos.addAndGet(Duration.ofMillis(10).toNanos());
        assertThat(entered(gate, 50)).isEqualTo(1);

        nanos.addAndGet(Duration.ofMillis(25).toNanos());
        assertThat(entered(gate, 50)).isEqualTo(2);

        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(entered(gate, 50)).as("no more than the bucket holds").isEqualTo(5);
    }

    @Test
    void saysWhenTheNextOneMayCome() {
        Gate gate = new Gate("", rate(100, 1), nanos::get);
        gate.enter();
        nanos.addAndGet(Duration.ofMillis(4).toNanos());

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(gate::enter)
                .withMessage("rate: more than 100 a second of this caller")
                .satisfies(e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(6)))
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        nanos.addAndGet(Duration.ofMillis(6).toNanos());
        assertThatCode(gate::enter).doesNotThrowAnyException();
    }

    @Test
    void aRefusalUsesUpNothing() {
        Gate gate = new Gate("", rate(10, 1), nanos::get);
        assertThat(entered(gate, 1_000)).isEqualTo(1);
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(entered(gate, 1)).isEqualTo(1);
    }

    @Test
    void letsSoManyInAtOnceAndAnotherWhenOneLeaves() {
        Gate gate = new Gate("", concurrency(2), nanos::get);
        gate.enter();
        gate.enter();
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(gate::enter)
                    .withMessage("concurrency: 2 of this caller in work already")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CONCURRENCY_LIMITED))
                    .satisfies(e -> assertThat(e.retryAfter()).isPresent());
        }
        gate.leave();
        assertThatCode(gate::enter).doesNotThrowAnyException();
    }

    @Test
    void whoComesTooFastIsNotCountedAsInside() {
        Gate gate =
                new Gate("", new CallerLimits(Optional.of(new CallerLimits.Rate(10, 1)), Optional.of(2)), nanos::get);
        gate.enter();
        assertThat(entered(gate, 10)).isZero();
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(entered(gate, 1)).isEqualTo(1);
    }

    @Test
    void aRefusalNamesTheKeyOfItsKind() {
        Gate gate = new Gates("tls-", Caller::tlsLimits, nanos::get)
                .of(caller(rate(100, 1)))
                .orElseThrow();
        gate.enter();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(gate::enter)
                .withMessage("tls-rate: more than 100 a second of this caller");
        Gate narrow = new Gate("tls-", concurrency(1), nanos::get);
        narrow.enter();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(narrow::enter)
                .withMessage("tls-concurrency: 1 of this caller in work already");
    }

    @Test
    void aReloadFillsNoBucketUnlessTheLimitsChange() {
        Gates gates = new Gates("tls-", Caller::tlsLimits, nanos::get);
        assertThat(entered(gates.of(caller(rate(100, 5))).orElseThrow(), 50)).isEqualTo(5);
        assertThat(entered(gates.of(caller(rate(100, 5))).orElseThrow(), 50)).isZero();
        assertThat(entered(gates.of(caller(rate(100, 7))).orElseThrow(), 50)).isEqualTo(7);
        assertThat(gates.of(caller(CallerLimits.NONE))).isEmpty();
    }

    private static Caller caller(CallerLimits limits) {
        return new Caller(
                "a",
                new CallerIdentity.PinnedKey(TestingKeys.fingerprint(1)),
                Set.of(),
                List.of(),
                true,
                CallerLimits.NONE,
                limits,
                Optional.empty());
    }
}
