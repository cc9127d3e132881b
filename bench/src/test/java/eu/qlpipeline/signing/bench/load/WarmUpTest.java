package eu.qlpipeline.signing.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarmUpTest {

    @Test
    void throughputStandsStillWhenTheLastThreeWindowsAgree() {
        assertThat(WarmUp.isSettled(List.of(10.0, 98.0, 100.0, 99.0))).isTrue();
        assertThat(WarmUp.isSettled(List.of(98.0, 100.0, 10.0))).isFalse();
        assertThat(WarmUp.isSettled(List.of(90.0, 95.0, 100.0))).isFalse();
    }

    @Test
    void fewerThanThreeWindowsCannotBeCompared() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WarmUp(Duration.ofSeconds(1), 2, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new WarmUp(Duration.ofSeconds(1), 4, 3));
    }
}
