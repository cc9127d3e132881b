package eu.qlpipeline.signing.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleTest {

    @Test
    void equalFactorsAreEqualWaysOnALogarithmicScale() {
        Scale scale = new Scale(1, 10_000, true);

        assertThat(scale.place(1)).isZero();
        assertThat(scale.place(100)).isCloseTo(0.5, within(1e-9));
        assertThat(scale.ticks()).containsExactly(1.0, 10.0, 100.0, 1000.0, 10_000.0);
    }

    @Test
    void aLinearScaleBeginsAtZeroAndHasRoundTicks() {
        Scale scale = Scale.of(List.of(1.0, 2.0), false);

        assertThat(scale.place(0)).isZero();
        assertThat(scale.place(1.1)).isCloseTo(0.5, within(1e-9));
        assertThat(scale.ticks()).containsExactly(0.0, 0.5, 1.0, 1.5, 2.0);
    }

    @Test
    void valuesAreWrittenInAFewCharacters() {
        assertThat(Scale.text(0.5)).isEqualTo("0.5");
        assertThat(Scale.text(100)).isEqualTo("100");
        assertThat(Scale.text(25_000)).isEqualTo("25 000");
    }
}
