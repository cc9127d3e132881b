package eu.qlpipeline.signing.agent.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {

    @ParameterizedTest
    @CsvSource({
        "CONFIGURATION, 2, 2",
        "TOKEN_ABSENT, 3, 3",
        "TOKEN_UNREACHABLE, 3, 3",
        "TOKEN_HUNG, 3, 3",
        "TOKEN_SESSION_LOST, 1, 3",
        "TOKEN_FAILURE, 1, 3",
        "PIN_REJECTED, 1, 1",
        "KEY_UNUSABLE, 1, 1",
        "INTERNAL, 1, 1"
    })
    void toAFetchATokenThatFailsIsOneThatCannotBeReached(ReasonCode reason, int verb, int fetch) {
        assertThat(ExitCode.of(reason)).isEqualTo(verb);
        assertThat(ExitCode.ofFetch(reason)).isEqualTo(fetch);
    }
}
