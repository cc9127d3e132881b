package eu.qlpipeline.signing.agent.key;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.key.KeyAttributeProof.Result;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof.Verdict;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRuleTest {

    private static final List<KeyRule> ALL = KeyRule.all(CkMechanism.CKM_SHA256_RSA_PKCS_PSS);

    private static Result result(CkAttribute attribute, String value) {
        return ALL.stream()
                .filter(rule -> rule.attribute() == attribute)
                .findFirst()
                .orElseThrow()
                .result(Optional.of(value));
    }

    @Test
    void whatTheTokenHidesIsTakenOnlyOfAttributesThatKeepNoKeyInside() {
        assertThat(ALL)
                .filteredOn(rule -> rule.result(Optional.empty()).verdict() != Verdict.FAIL)
                .extracting(KeyRule::attribute)
                .containsExactly(
                        CkAttribute.CKA_KEY_GEN_MECHANISM,
                        CkAttribute.CKA_SIGN_RECOVER,
                        CkAttribute.CKA_DERIVE,
                        CkAttribute.CKA_ALWAYS_AUTHENTICATE,
                        CkAttribute.CKA_MODIFIABLE,
                        CkAttribute.CKA_ALLOWED_MECHANISMS);
        assertThat(ALL)
                .extracting(rule -> rule.result(Optional.empty()).verdict())
                .containsOnly(Verdict.FAIL, Verdict.UNKNOWN);
    }

    @Test
    void aValueIsWhatIsDemandedOrNot() {
        assertThat(result(CkAttribute.CKA_LOCAL, "true").verdict()).isEqualTo(Verdict.PASS);
        assertThat(result(CkAttribute.CKA_LOCAL, "false").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result(CkAttribute.CKA_DERIVE, "true").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result(CkAttribute.CKA_MODIFIABLE, "true").verdict()).isEqualTo(Verdict.WARNING);
    }
}
