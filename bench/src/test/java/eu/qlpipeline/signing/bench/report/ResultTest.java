package eu.qlpipeline.signing.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.qlpipeline.signing.bench.measure.Figure;
import eu.qlpipeline.signing.bench.measure.Limit;
import eu.qlpipeline.signing.bench.measure.Reading;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultTest {

    private static final Figure FIGURE = new Figure("name", "meaning", "1/s", Limit.atLeast(2));

    @Test
    void theMedianDecides() {
        var result = new Result(FIGURE, List.of(Reading.of(3, 30), Reading.of(1, 10), Reading.of(2, 20)));

        assertThat(result.median()).isEqualTo(Reading.of(2, 20));
        assertThat(result.min()).isEqualTo(1);
        assertThat(result.max()).isEqualTo(3);
        assertThat(result.holds()).isTrue();
    }

    @Test
    void aMedianBelowTheLimitDoesNotHold() {
        var result = new Result(FIGURE, List.of(Reading.of(3, 30), Reading.of(1, 10), Reading.of(1.9, 19)));

        assertThat(result.holds()).isFalse();
    }

    @Test
    void withoutReadingsThereIsNoResult() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Result(FIGURE, List.of()));
    }
}
