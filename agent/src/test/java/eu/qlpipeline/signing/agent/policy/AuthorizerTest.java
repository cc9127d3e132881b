package eu.qlpipeline.signing.agent.policy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorizerTest {

    @Test
    void permitsWhatIsListed() {
        var caller = new Caller("a", TestingKeys.fingerprint(1), Set.of(PurposeKind.RAW_CHALLENGE));
        assertThatCode(() -> new Authorizer().authorize(caller, PurposeKind.RAW_CHALLENGE))
                .doesNotThrowAnyException();
    }

    @Test
    void deniesWhatIsNot() {
        var caller = new Caller("a", TestingKeys.fingerprint(1), Set.of());
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new Authorizer().authorize(caller, PurposeKind.RAW_CHALLENGE))
                .withMessage("purpose: raw-challenge is not permitted to a")
                .extracting(AgentException::reason)
                .isEqualTo(ReasonCode.PURPOSE_NOT_PERMITTED);
    }

    @Test
    void aRegistryHasOneCallerForAKey() {
        var a = new Caller("a", TestingKeys.fingerprint(1), Set.of());
        var b = new Caller("b", TestingKeys.fingerprint(1), Set.of());
        assertThatThrownBy(() -> CallerRegistry.of(List.of(a, b)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("key: that of a and of b (expected: one caller for a key)");
    }
}
