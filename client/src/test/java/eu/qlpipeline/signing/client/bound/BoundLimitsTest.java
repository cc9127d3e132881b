package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundLimitsTest {

    static Stream<Duration> livesOutOfRange() {
        return Stream.of(
                Duration.ZERO,
                Duration.ofMillis(1).minusNanos(1),
                Duration.ofHours(1).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE));
    }

    @ParameterizedTest
    @MethodSource("livesOutOfRange")
    void refusesALifeOutOfRange(Duration life) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundLimits(1, life, 1))
                .withMessage("nonce life: " + life + " (expected: 1 ms to 1 h)");
    }

    @Test
    void takesPowersOfTwoUpToItsMostAndNothingElse() {
        Duration life = Duration.ofMinutes(1);
        assertThat(new BoundLimits(1_048_576, life, 65_536)).returns(1_048_576, BoundLimits::nonces);
        for (int wrong : new int[] {Integer.MIN_VALUE, 0, 3, 2_097_152}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BoundLimits(wrong, life, 1))
                    .withMessage("nonces: " + wrong + " (expected: a power of two, 1 to 1048576)");
        }
        for (int wrong : new int[] {Integer.MIN_VALUE, 0, 3, 131_072}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BoundLimits(1, life, wrong))
                    .withMessage("roots: " + wrong + " (expected: a power of two, 1 to 65536)");
        }
    }

    @Test
    void takesTheEndsOfTheRange() {
        assertThat(Stream.of(Duration.ofMillis(1), Duration.ofHours(1)))
                .allSatisfy(life ->
                        assertThat(new BoundLimits(1, life, 1).nonceLife()).isEqualTo(life));
    }

    @Test
    void givesANonceAnHourAtMostWhateverTheDeadline() {
        assertThat(BoundLimits.forDeadline(ChronoUnit.FOREVER.getDuration()).nonceLife())
                .isEqualTo(Duration.ofHours(1));
    }
}
