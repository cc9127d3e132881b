package eu.qlpipeline.signing.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LimitTest {

    @Test
    void atLeastHoldsFromTheLimitOn() {
        assertThat(Limit.atLeast(0.93).holds(0.93)).isTrue();
        assertThat(Limit.atLeast(0.93).holds(0.929)).isFalse();
    }

    @Test
    void atMostHoldsUpToTheLimit() {
        assertThat(Limit.atMost(1.10).holds(1.10)).isTrue();
        assertThat(Limit.atMost(1.10).holds(1.101)).isFalse();
    }

    @Test
    void whereNoneIsSetEverythingHolds() {
        assertThat(Limit.NONE.holds(0)).isTrue();
        assertThat(Limit.NONE.isSet()).isFalse();
        assertThat(Limit.NONE).hasToString("");
    }
}
