package eu.qlpipeline.signing.fetch.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonAskedTest {

    @ParameterizedTest
    @CsvSource({
        "true, verb --json",
        "true, verb --json=true --wrong",
        "true, --json verb",
        "true, --json",
        "false, verb --json=false",
        "false, verb"
    })
    void isAskedWhereverTheOptionStands(boolean asked, String arguments) {
        assertThat(JsonAsked.in(arguments.split(" "))).isEqualTo(asked);
    }
}
