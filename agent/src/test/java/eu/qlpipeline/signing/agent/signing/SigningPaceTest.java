package eu.qlpipeline.signing.agent.signing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SigningPaceTest {

    private final AtomicLong now = new AtomicLong();

    @Test
    void promisesNothingBeforeItWasMeasured() {
        assertThat(new SigningPace(1, now::get).estimate(100, now.get())).isZero();
    }

    @Test
    void countsTheRequestItselfAndThoseAheadOverAllThreadsTheseWithAMargin() {
        SigningPace pace = new SigningPace(2, now::get);
        measuredOften(pace, 4_000);
        assertThat(pace.estimate(0, now.get())).isEqualTo(4_000);
        assertThat(pace.estimate(1, now.get())).isEqualTo(4_000);
        assertThat(pace.estimate(2, now.get())).isCloseTo(14_000L, within(100L));
        assertThat(pace.estimate(10, now.get())).isCloseTo(54_000L, within(100L));
    }

    @Test
    void theMarginForTheWayBackIsBounded() {
        SigningPace pace = new SigningPace(1, now::get);
        measuredOften(pace, 1_000_000_000);
        assertThat(pace.estimate(2, now.get())).isCloseTo(4_020_000_000L, within(100L));
    }

    @Test
    void theMarginIsLargerWhereSignaturesDiffer() {
        SigningPace even = new SigningPace(1, now::get);
        measuredOften(even, 4_000);
        SigningPace uneven = new SigningPace(1, now::get);
        for (int i = 0; i < 100; i++) {
            uneven.measured(2_000);
            uneven.measured(6_000);
        }
        assertThat(even.estimate(10, now.get())).isCloseTo(104_000L, within(100L));
        // Each is 2 000 from the average, which is 40 000 more for ten.
        assertThat(uneven.estimate(10, now.get())).isBetween(135_000L, 160_000L);
        assertThat(uneven.estimate(0, now.get())).isBetween(3_500L, 4_500L);
    }

    @Test
    void aSingleSignatureMayBeFarFromTheNext() {
        SigningPace pace = new SigningPace(1, now::get);
        pace.measured(4_000);
        assertThat(pace.estimate(1, now.get())).isEqualTo(4_000 + 4_000 + 2_000 + 4_000 + 4_000);
    }

    private static void measuredOften(SigningPace pace, long nanos) {
        for (int i = 0; i < 100; i++) {
            pace.measured(nanos);
        }
    }

    @Test
    void followsATokenThatGetsSlower() {
        SigningPace pace = new SigningPace(1, now::get);
        pace.measured(1_000);
        measuredOften(pace, 9_000);
        assertThat(pace.estimate(0, now.get())).isBetween(8_900L, 9_000L);
    }

    @Test
    void fadesWhereNothingIsMeasuredAnyMoreSoThatNobodyIsRefusedForEver() {
        SigningPace pace = new SigningPace(1, now::get);
        pace.measured(SECONDS.toNanos(4));
        now.addAndGet(SECONDS.toNanos(8));
        assertThat(pace.estimate(0, now.get())).isEqualTo(SECONDS.toNanos(4));
        now.addAndGet(SECONDS.toNanos(1));
        assertThat(pace.estimate(0, now.get())).isLessThanOrEqualTo(SECONDS.toNanos(2));
        now.addAndGet(SECONDS.toNanos(40));
        assertThat(pace.estimate(5, now.get())).isZero();
    }

    @Test
    void doesNotFadeBetweenRequestsThatComeNowAndThen() {
        SigningPace pace = new SigningPace(1, now::get);
        for (int i = 0; i < 100; i++) {
            pace.measured(MILLISECONDS.toNanos(5));
            now.addAndGet(MILLISECONDS.toNanos(20));
        }
        assertThat(pace.signature()).isEqualTo(MILLISECONDS.toNanos(5));
    }

    @Test
    void aQuickSignatureAfterAPauseCountsAgainstWhatIsLeft() {
        SigningPace pace = new SigningPace(1, now::get);
        pace.measured(SECONDS.toNanos(4));
        now.addAndGet(SECONDS.toNanos(11));
        pace.measured(0);
        assertThat(pace.signature()).isLessThan(SECONDS.toNanos(1));
    }

    @Test
    void anAnswerWaitsForNoOtherWhereTheTokenKeepsUp() {
        SigningPace pace = new SigningPace(2, now::get);
        pace.measured(4_000);
        assertThat(pace.patience(4_100, SECONDS.toNanos(10))).isZero();
        assertThat(pace.patience(8_000, SECONDS.toNanos(10))).isZero();
    }

    @Test
    void anAnswerWaitsForAPartOfWhatItWaitedForTheTokenAndOfWhatItHasLeft() {
        SigningPace pace = new SigningPace(2, now::get);
        pace.measured(4_000);
        assertThat(pace.patience(28_000, SECONDS.toNanos(10))).isEqualTo(5_000);
        assertThat(pace.patience(28_000, MILLISECONDS.toNanos(40) + 8_000)).isEqualTo(1_000);
        assertThat(pace.patience(28_000, MILLISECONDS.toNanos(40))).isZero();
        assertThat(pace.patience(28_000, -1)).isZero();
        assertThat(pace.patience(SECONDS.toNanos(5), SECONDS.toNanos(10))).isEqualTo(MILLISECONDS.toNanos(10));
    }
}
