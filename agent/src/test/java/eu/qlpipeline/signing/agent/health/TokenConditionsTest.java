package eu.qlpipeline.signing.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenConditionsTest {

    @ParameterizedTest
    @CsvSource({
        "TOKEN_UNREACHABLE, TOKEN_ABSENT",
        "TOKEN_SESSION_LOST, TOKEN_LOST",
        "TOKEN_FAILURE, TOKEN_LOST",
        "TOKEN_HUNG, TOKEN_HUNG",
        "SCHEME_UNSUPPORTED, TOKEN_REFUSES",
        "SIGNATURE_INVALID, SIGNATURE_WRONG",
        "PIN_REJECTED, PIN_LATCHED",
        "KEY_UNUSABLE, KEY_WRONG",
        "CERTIFICATE_NOT_VALID_NOW, CERTIFICATE_NOT_VALID",
        "SHUTTING_DOWN, STOPPING"
    })
    void tellsWhatTheReasonIsToAnOperator(ReasonCode reason, ConditionKind kind) {
        assertThat(TokenConditions.kind(reason)).isEqualTo(kind);
    }
}
