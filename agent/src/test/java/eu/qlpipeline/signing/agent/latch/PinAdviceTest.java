package eu.qlpipeline.signing.agent.latch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PinAdviceTest {

    /** Without it the latch of another agent is lifted, or none. */
    @Test
    void whoIsToLiftALatchIsToldOfTheConfiguration() {
        assertThat(List.of(PinAdvice.LIFT, PinAdvice.UNCLEAR, PinAdvice.liftOther("t")))
                .allMatch(advice -> advice.contains("signing-agent pin unlatch, with the same --config"));
    }

    @ParameterizedTest
    @CsvSource({
        "CKR_PIN_INCORRECT, correct the PIN",
        "CKR_PIN_LEN_RANGE, correct the PIN",
        "CKR_PIN_EXPIRED, change it with the HSM's own tool",
        "CKR_PIN_LOCKED, the security officer can set a new user PIN",
        "CKR_USER_PIN_NOT_INITIALIZED, has no user PIN yet"
    })
    void whatAPersonDoesIsAsTheErrorSays(String error, String advice) {
        assertThat(PinAdvice.about(error)).contains(advice);
    }
}
