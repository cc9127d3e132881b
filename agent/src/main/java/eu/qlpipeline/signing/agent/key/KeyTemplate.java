package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes a signing key is generated with. A key made so can sign and do nothing else, can never leave the token,
 * and refuses in the token itself a digest that somebody else made, where the token can make digests.
 */
final class KeyTemplate {

    /** F4 (FIPS 186-5 appendix A.1). */
    static final int PUBLIC_EXPONENT = 65537;

    private KeyTemplate() {}

    /**
     * The mechanisms the key obeys: PSS for requests, PKCS#1 v1.5 over a message for the certificate.
     *
     * @param pss the mechanism for requests
     */
    static List<CkMechanism> allowedMechanisms(CkMechanism pss) {
        return List.of(pss, CkMechanism.CKM_SHA256_RSA_PKCS);
    }

    /** The private key's attributes. */
    static Map<CkAttribute, Object> privateKey(KeySettings settings, CkMechanism pss) {
        Map<CkAttribute, Object> template = new LinkedHashMap<>();
        template.put(CkAttribute.CKA_TOKEN, true);
        template.put(CkAttribute.CKA_PRIVATE, true);
        template.put(CkAttribute.CKA_SENSITIVE, true);
        template.put(CkAttribute.CKA_EXTRACTABLE, false);
        template.put(CkAttribute.CKA_SIGN, true);
        template.put(CkAttribute.CKA_DECRYPT, false);
        template.put(CkAttribute.CKA_UNWRAP, false);
        template.put(CkAttribute.CKA_SIGN_RECOVER, false);
        template.put(CkAttribute.CKA_DERIVE, false);
        template.put(CkAttribute.CKA_MODIFIABLE, false);
        template.put(CkAttribute.CKA_ALLOWED_MECHANISMS, CkMechanism.nativeArray(allowedMechanisms(pss)));
        // A key that cannot be modified gets its name at birth or never.
        template.put(CkAttribute.CKA_LABEL, settings.label().getBytes(StandardCharsets.UTF_8));
        template.put(CkAttribute.CKA_ID, settings.id().bytes());
        return template;
    }

    /** The public key's attributes. It is no token object: the certificate carries it, so that no half pair can remain. */
    static Map<CkAttribute, Object> publicKey() {
        Map<CkAttribute, Object> template = new LinkedHashMap<>();
        template.put(CkAttribute.CKA_TOKEN, false);
        template.put(CkAttribute.CKA_VERIFY, true);
        template.put(CkAttribute.CKA_MODULUS_BITS, (long) SignatureScheme.MODULUS_BITS);
        template.put(
                CkAttribute.CKA_PUBLIC_EXPONENT,
                BigInteger.valueOf(PUBLIC_EXPONENT).toByteArray());
        return template;
    }
}
