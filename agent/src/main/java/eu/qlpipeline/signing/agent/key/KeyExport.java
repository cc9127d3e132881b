package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A token's answers to an attempt to read each secret part of an RSA key (PKCS#11 v2.40 mechanisms, table 2).
 *
 * @param revealed the parts that came out
 * @param answers what the others were refused with, each answer once
 */
record KeyExport(List<CkAttribute> revealed, List<String> answers) {

    private static final List<CkAttribute> SECRET = List.of(
            CkAttribute.CKA_PRIVATE_EXPONENT,
            CkAttribute.CKA_PRIME_1,
            CkAttribute.CKA_PRIME_2,
            CkAttribute.CKA_EXPONENT_1,
            CkAttribute.CKA_EXPONENT_2,
            CkAttribute.CKA_COEFFICIENT);

    KeyExport {
        revealed = List.copyOf(revealed);
        answers = List.copyOf(answers);
    }

    /**
     * Tries to read all parts; what comes out is wiped. A refusal is CKR_ATTRIBUTE_SENSITIVE, CKR_ATTRIBUTE_TYPE_INVALID of a token
     * that has no such part to give, or no value: the standard has no other (section 5.7, C_GetAttributeValue).
     *
     * @throws AgentException (TOKEN_FAILURE) on any other error: a token that fails has refused nothing
     */
    static KeyExport attempt(CkSession session, long key) {
        List<CkAttribute> revealed = new ArrayList<>();
        Set<String> answers = new LinkedHashSet<>();
        for (CkAttribute part : SECRET) {
            String answer = answer(session, key, part);
            if (answer.isEmpty()) {
                revealed.add(part);
            } else {
                answers.add(answer);
            }
        }
        return new KeyExport(revealed, List.copyOf(answers));
    }

    private static String answer(CkSession session, long key, CkAttribute part) {
        try {
            return session.readBytes(key, part).map(KeyExport::wiped).orElse(CkError.CKR_ATTRIBUTE_TYPE_INVALID.name());
        } catch (AgentException e) {
            if (CkError.CKR_ATTRIBUTE_SENSITIVE.isBehind(e)) {
                return CkError.CKR_ATTRIBUTE_SENSITIVE.name();
            }
            throw e;
        }
    }

    private static String wiped(byte[] value) {
        Arrays.fill(value, (byte) 0);
        return value.length == 0 ? "no value" : "";
    }
}
