package eu.qlpipeline.signing.fetch.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeConverterTest {

    @ParameterizedTest
    @CsvSource({"1, 1000", "2.5, 2500", "0.001, 1", "500ms, 500", "10s, 10000", "2m, 120000", "3600, 3600000"})
    void readsTimes(String text, long millis) {
        assertThat(new TimeConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.0000", "0.5ms", "-1", "1h", "3601", "61m", "1e3", " 1"})
    void refusesOtherTimes(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new TimeConverter().convert(text))
                .withMessageContaining("expected: ");
    }
}
