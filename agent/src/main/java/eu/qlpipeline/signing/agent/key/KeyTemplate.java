package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The attributes a signing key is generated with. A key made so can sign and do nothing else, can never leave the token,
 * and refuses in the token itself a digest that somebody else made, where the token can make digests.
 *
 * @param settings the key's names
 * @param allowed the mechanisms the key obeys
 * @param without what is left out for a token that does not take it
 */
record KeyTemplate(KeySettings settings, List<CkMechanism> allowed, Set<Part> without) {

    /** F4 (FIPS 186-5 appendix A.1). */
    static final int PUBLIC_EXPONENT = 65537;

    /** What can be left out, the least important first. What keeps the key in the token is none of it. */
    enum Part {
        /** CKA_TOKEN=false of the public key. Without it the public key stays in the token. */
        SESSION_PUBLIC_KEY,
        /** CKA_MODIFIABLE=false. Without it the token decides. */
        NOT_MODIFIABLE,
        /** CKA_SIGN_RECOVER=false and CKA_DERIVE=false. Without them the token decides. */
        NO_OTHER_USES,
        /** CKA_ALLOWED_MECHANISMS. Without it the token signs whatever digest it is given. */
        ALLOWED_MECHANISMS
    }

    KeyTemplate {
        allowed = List.copyOf(allowed);
        without = Set.copyOf(without);
    }

    /** The templates to try in turn: whole first, then with less; what is more important is kept as long as possible. */
    static List<KeyTemplate> ladder(KeySettings settings, List<CkMechanism> allowed) {
        List<Set<Part>> rungs = new ArrayList<>(List.of(Set.of()));
        for (Part part : Part.values()) {
            rungs.addAll(rungs.stream().map(rung -> both(rung, part)).toList());
        }
        return rungs.stream()
                .map(without -> new KeyTemplate(settings, allowed, without))
                .toList();
    }

    private static Set<Part> both(Set<Part> parts, Part more) {
        Set<Part> all = EnumSet.of(more);
        all.addAll(parts);
        return all;
    }

    boolean has(Part part) {
        return !without.contains(part);
    }

    /** The private key's attributes. */
    Map<CkAttribute, Object> privateKey() {
        Map<CkAttribute, Object> template = new LinkedHashMap<>();
        template.put(CkAttribute.CKA_TOKEN, true);
        template.put(CkAttribute.CKA_PRIVATE, true);
        template.put(CkAttribute.CKA_SENSITIVE, true);
        template.put(CkAttribute.CKA_EXTRACTABLE, false);
        template.put(CkAttribute.CKA_SIGN, true);
        template.put(CkAttribute.CKA_DECRYPT, false);
        template.put(CkAttribute.CKA_UNWRAP, false);
        if (has(Part.NO_OTHER_USES)) {
            template.put(CkAttribute.CKA_SIGN_RECOVER, false);
            template.put(CkAttribute.CKA_DERIVE, false);
        }
        if (has(Part.NOT_MODIFIABLE)) {
            template.put(CkAttribute.CKA_MODIFIABLE, false);
        }
        if (has(Part.ALLOWED_MECHANISMS)) {
            template.put(CkAttribute.CKA_ALLOWED_MECHANISMS, CkMechanism.nativeArray(allowed));
        }
        // A key that cannot be modified gets its name at birth or never.
        name(template);
        return template;
    }

    /** The public key's attributes. It is no token object: the certificate carries it, so that no half pair can remain. */
    Map<CkAttribute, Object> publicKey() {
        Map<CkAttribute, Object> template = new LinkedHashMap<>();
        template.put(CkAttribute.CKA_TOKEN, !has(Part.SESSION_PUBLIC_KEY));
        template.put(CkAttribute.CKA_VERIFY, true);
        template.put(CkAttribute.CKA_MODULUS_BITS, (long) SignatureScheme.MODULUS_BITS);
        template.put(
                CkAttribute.CKA_PUBLIC_EXPONENT,
                BigInteger.valueOf(PUBLIC_EXPONENT).toByteArray());
        if (!has(Part.SESSION_PUBLIC_KEY)) {
            name(template);
        }
        return template;
    }

    private void name(Map<CkAttribute, Object> template) {
        template.put(CkAttribute.CKA_LABEL, settings.label().getBytes(StandardCharsets.UTF_8));
        template.put(CkAttribute.CKA_ID, settings.id().bytes());
    }
}
