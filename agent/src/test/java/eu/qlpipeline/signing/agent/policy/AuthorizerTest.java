package eu.qlpipeline.signing.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorizerTest {

    @Test
    void permitsWhatIsListed() {
        var caller = new Caller("a", TestingKeys.fingerprint(1), Set.of(PurposeKind.RAW_CHALLENGE), List.of(), true);
        assertThatCode(() -> new Authorizer().authorize(caller, PurposeKind.RAW_CHALLENGE))
                .doesNotThrowAnyException();
    }

    @Test
    void deniesWhatIsNot() {
        var caller = new Caller("a", TestingKeys.fingerprint(1), Set.of(), List.of(), true);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> new Authorizer().authorize(caller, PurposeKind.RAW_CHALLENGE))
                .withMessage("purpose: raw-challenge is not permitted to a")
                .extracting(AgentException::reason)
                .isEqualTo(ReasonCode.PURPOSE_NOT_PERMITTED);
    }

    @Test
    void aRegistryHasOneCallerForAKey() {
        var a = new Caller("a", TestingKeys.fingerprint(1), Set.of(), List.of(), true);
        var b = new Caller("b", TestingKeys.fingerprint(1), Set.of(), List.of(), true);
        assertThatThrownBy(() -> CallerRegistry.of(List.of(a, b)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("identity: that of a and of b (expected: one caller for a key or name)");
    }

    @Test
    void grantsTheAudienceThatIsNamedOrTheOnlyOne() {
        var one = callerOf(new Audience("a.example"));
        var two = callerOf(new Audience("a.example"), new Audience("b.example"));
        var authorizer = new Authorizer();

        assertThat(authorizer.audience(one, Optional.empty()).value()).isEqualTo("a.example");
        assertThat(authorizer
                        .audience(two, Optional.of(new Audience("b.example")))
                        .value())
                .isEqualTo("b.example");
        assertThatThrownBy(() -> authorizer.audience(two, Optional.empty()))
                .hasMessage("audience: none named, and 2 granted (expected: one named)");
        assertThatThrownBy(() -> authorizer.audience(one, Optional.of(new Audience("b.example"))))
                .hasMessage("audience: b.example is not one of a");
    }

    private static Caller callerOf(Audience... audiences) {
        return new Caller(
                "a", TestingKeys.fingerprint(1), Set.of(PurposeKind.BOUND_CHALLENGE), List.of(audiences), true);
    }
}
