package eu.qlpipeline.signing.agent.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof.Result;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof.Verdict;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyAttributeProofTest {

    private static final Result SENSITIVE = new Result("CKA_SENSITIVE", "true", "true", Verdict.PASS, "");
    private static final Result NOT_SENSITIVE = new Result("CKA_SENSITIVE", "false", "true", Verdict.FAIL, "");
    private static final Result EXTRACTABLE = new Result("CKA_EXTRACTABLE", "true", "false", Verdict.FAIL, "");
    private static final Result UNKNOWN = new Result("CKA_DERIVE", "", "false", Verdict.UNKNOWN, "");
    private static final Result UNKNOWN_BUT_DEMANDED = new Result("CKA_LOCAL", "", "true", Verdict.FAIL, "");

    private static final Result MODIFIABLE =
            new Result("CKA_MODIFIABLE", "true", "false", Verdict.WARNING, "CKA_MODIFIABLE: what it means");

    private static KeyAttributeProof kept(Result... results) {
        return new KeyAttributeProof(
                List.of(results), List.of(), "CKR_ATTRIBUTE_SENSITIVE", CkMechanism.CKM_SHA256_RSA_PKCS_PSS);
    }

    private static KeyAttributeProof revealed(Result... results) {
        return new KeyAttributeProof(
                List.of(results), List.of("CKA_PRIVATE_EXPONENT"), "", CkMechanism.CKM_SHA256_RSA_PKCS_PSS);
    }

    private static void assertRefused(KeyAttributeProof proof, String message) {
        assertThat(proof.holds()).isFalse();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(proof::require)
                .withMessage(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.KEY_UNUSABLE))
                .satisfies(refusal -> assertThat(refusal.hints()).isNotEmpty());
    }

    @Test
    void holdsWhereEveryRuleIsKeptOrNotKnownToTheToken() {
        KeyAttributeProof proof = kept(SENSITIVE, UNKNOWN);
        assertThat(proof.holds()).isTrue();
        assertThatCode(proof::require).doesNotThrowAnyException();
    }

    @Test
    void holdsWithAWarning() {
        KeyAttributeProof proof = kept(SENSITIVE, MODIFIABLE);
        assertThat(proof.holds()).isTrue();
        assertThatCode(proof::require).doesNotThrowAnyException();
    }

    @Test
    void doesNotHoldWhereTheTokenRevealsThePrivateExponentWhateverItClaims() {
        assertRefused(revealed(SENSITIVE), "key: the token revealed CKA_PRIVATE_EXPONENT (expected: refusal)");
        assertRefused(
                revealed(NOT_SENSITIVE, EXTRACTABLE),
                "key: the token revealed CKA_PRIVATE_EXPONENT (expected: refusal)");
    }

    @Test
    void doesNotHoldWhereOneRuleIsBrokenAndNamesIt() {
        assertRefused(kept(NOT_SENSITIVE), "key: CKA_SENSITIVE false (expected: true)");
        assertRefused(kept(SENSITIVE, EXTRACTABLE), "key: CKA_EXTRACTABLE true (expected: false)");
        assertRefused(kept(UNKNOWN_BUT_DEMANDED), "key: CKA_LOCAL unknown (expected: true)");
    }

    @Test
    void namesAllThatAreBroken() {
        assertRefused(
                kept(UNKNOWN, NOT_SENSITIVE, EXTRACTABLE),
                "key: CKA_SENSITIVE false (expected: true), CKA_EXTRACTABLE true (expected: false)");
    }
}
