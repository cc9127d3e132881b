package eu.qlpipeline.signing.agent.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is proven of keys in a real token that were made with our template but for what keeps a key inside. */
class SpoiledKeyIT {

    private static final CkMechanism PSS = CkMechanism.CKM_SHA256_RSA_PKCS_PSS;

    private static final List<CkMechanism> ALLOWED = List.of(PSS, CkMechanism.CKM_SHA256_RSA_PKCS);

    private static TokenSettings token;

    @BeforeAll
    static void makesAToken() {
        token = SoftHsm.empty().with("main").settings("main");
    }

    /** The proof of a key that differs from the template in those attributes. */
    private static KeyAttributeProof proof(String id, Map<CkAttribute, Boolean> spoiled) {
        Pkcs11Module module = Pkcs11Module.load(token);
        try (CkSession session = CkSession.login(module.find(token.token()), token, true)) {
            KeyTemplate good = KeyTemplate.ladder(new KeySettings("key " + id, KeyId.parse(id)), ALLOWED)
                    .get(0);
            Map<CkAttribute, Object> template = good.privateKey();
            template.putAll(spoiled);
            long made = session.generateKeyPair(good.publicKey(), template);
            return KeyAttributeProof.read(session, made, PSS);
        }
    }

    private static void assertRefused(KeyAttributeProof proof, String message) {
        assertThat(proof.holds()).isFalse();
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(proof::require)
                .withMessage(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.KEY_UNUSABLE));
    }

    @Test
    void aKeyThatIsNotSensitiveIsRefused() {
        KeyAttributeProof proof = proof("01", Map.of(CkAttribute.CKA_SENSITIVE, false));
        assertRefused(proof, "key: CKA_SENSITIVE false (expected: true), CKA_ALWAYS_SENSITIVE false (expected: true)");
    }

    @Test
    void aKeyThatIsExtractableIsRefused() {
        KeyAttributeProof proof = proof("02", Map.of(CkAttribute.CKA_EXTRACTABLE, true));
        assertThat(proof.exportRefused()).isTrue();
        assertRefused(
                proof, "key: CKA_EXTRACTABLE true (expected: false), CKA_NEVER_EXTRACTABLE false (expected: true)");
    }

    @Test
    void aKeyThatWantsThePinForEachSignatureIsRefusedAndWhy() {
        KeyAttributeProof proof = proof("04", Map.of(CkAttribute.CKA_ALWAYS_AUTHENTICATE, true));
        assertRefused(proof, "key: CKA_ALWAYS_AUTHENTICATE true (expected: false)");
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(proof::require)
                .satisfies(refusal -> assertThat(refusal.hints().get(0)).contains("the PIN again for each signature"));
    }

    @Test
    void aKeyThatTheTokenRevealsIsRefused() {
        KeyAttributeProof proof =
                proof("03", Map.of(CkAttribute.CKA_SENSITIVE, false, CkAttribute.CKA_EXTRACTABLE, true));
        assertThat(proof.exportRefused()).isFalse();
        assertRefused(
                proof,
                "key: the token revealed CKA_PRIVATE_EXPONENT, CKA_PRIME_1, CKA_PRIME_2, CKA_EXPONENT_1, CKA_EXPONENT_2,"
                        + " CKA_COEFFICIENT (expected: refusal)");
    }
}
