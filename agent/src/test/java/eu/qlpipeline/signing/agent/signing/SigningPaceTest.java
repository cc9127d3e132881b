package eu.qlpipeline.signing.agent.signing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SigningPaceTest {

    @Test
    void promisesNothingBeforeItWasMeasured() {
        assertThat(new SigningPace(1).estimate(100)).isZero();
    }

    @Test
    void countsTheRequestItselfAndThoseAheadOverAllThreadsTheseWithAMargin() {
        SigningPace pace = new SigningPace(2);
        pace.measured(4_000);
        assertThat(pace.estimate(0)).isEqualTo(4_000);
        assertThat(pace.estimate(1)).isEqualTo(4_000);
        assertThat(pace.estimate(2)).isEqualTo(14_000);
        assertThat(pace.estimate(10)).isEqualTo(54_000);
    }

    @Test
    void theMarginForTheWayBackIsBounded() {
        SigningPace pace = new SigningPace(1);
        pace.measured(1_000_000_000);
        assertThat(pace.estimate(2)).isEqualTo(4_020_000_000L);
    }

    @Test
    void followsATokenThatGetsSlower() {
        SigningPace pace = new SigningPace(1);
        pace.measured(1_000);
        for (int i = 0; i < 100; i++) {
            pace.measured(9_000);
        }
        assertThat(pace.estimate(0)).isBetween(8_900L, 9_000L);
    }
}
