package eu.qlpipeline.signing.agent.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntRangeTest {

    private static final IntRange RANGE = new IntRange(2, 4);

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void includesBothEnds(int value) {
        assertThat(RANGE.require("size", value)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 1, 5, Integer.MAX_VALUE})
    void refusesWhatLiesOutside(int value) {
        assertThatThrownBy(() -> RANGE.require("size", value))
                .isInstanceOf(AgentException.class)
                .hasMessage("size: " + value + " (expected: 2..4)");
    }

    @Test
    void cannotBeEmpty() {
        assertThatThrownBy(() -> new IntRange(2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
