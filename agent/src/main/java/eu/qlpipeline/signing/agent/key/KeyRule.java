package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkError;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.TokenObjects;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One rule for the signing key: an attribute, and the value it must have when read back from the token.
 *
 * @param attribute the attribute
 * @param expected the value demanded, as text
 * @param essential whether the rule fails where the token does not know the attribute
 * @param read reads the value from the token as text, empty where the token does not know it
 */
record KeyRule(CkAttribute attribute, String expected, boolean essential, Reader read) {

    private static final int CKO_PRIVATE_KEY = 3;
    private static final int CKK_RSA = 0;

    /**
     * All rules, in the order in which they are shown.
     *
     * @param pss the mechanism for requests
     */
    static List<KeyRule> all(CkMechanism pss) {
        return List.of(
                number(CkAttribute.CKA_CLASS, CKO_PRIVATE_KEY, true),
                number(CkAttribute.CKA_KEY_TYPE, CKK_RSA, true),
                modulusBits(),
                publicExponent(),
                flag(CkAttribute.CKA_TOKEN, true, true),
                flag(CkAttribute.CKA_PRIVATE, true, true),
                flag(CkAttribute.CKA_SENSITIVE, true, true),
                flag(CkAttribute.CKA_ALWAYS_SENSITIVE, true, true),
                flag(CkAttribute.CKA_EXTRACTABLE, false, true),
                flag(CkAttribute.CKA_NEVER_EXTRACTABLE, true, true),
                flag(CkAttribute.CKA_LOCAL, true, true),
                number(CkAttribute.CKA_KEY_GEN_MECHANISM, CkMechanism.CKM_RSA_PKCS_KEY_PAIR_GEN.code(), false),
                flag(CkAttribute.CKA_SIGN, true, true),
                flag(CkAttribute.CKA_DECRYPT, false, true),
                flag(CkAttribute.CKA_UNWRAP, false, true),
                flag(CkAttribute.CKA_SIGN_RECOVER, false, false),
                flag(CkAttribute.CKA_DERIVE, false, false),
                flag(CkAttribute.CKA_MODIFIABLE, false, false),
                allowedMechanisms(KeyTemplate.allowedMechanisms(pss)));
    }

    /** Reads one attribute of one object as text. */
    @FunctionalInterface
    interface Reader {
        Optional<String> read(TokenObjects objects, long key);
    }

    private static KeyRule flag(CkAttribute attribute, boolean expected, boolean essential) {
        return new KeyRule(
                attribute,
                String.valueOf(expected),
                essential,
                (objects, key) -> objects.readBoolean(key, attribute).map(String::valueOf));
    }

    private static KeyRule number(CkAttribute attribute, long expected, boolean essential) {
        return new KeyRule(
                attribute,
                "0x" + Long.toHexString(expected),
                essential,
                (objects, key) -> objects.readLong(key, attribute).map(value -> "0x" + Long.toHexString(value)));
    }

    private static KeyRule modulusBits() {
        return ofBytes(
                CkAttribute.CKA_MODULUS,
                SignatureScheme.MODULUS_BITS + " bits",
                modulus -> new BigInteger(1, modulus).bitLength() + " bits");
    }

    private static KeyRule publicExponent() {
        return ofBytes(
                CkAttribute.CKA_PUBLIC_EXPONENT,
                String.valueOf(KeyTemplate.PUBLIC_EXPONENT),
                exponent -> new BigInteger(1, exponent).toString());
    }

    private static KeyRule ofBytes(CkAttribute attribute, String expected, Function<byte[], String> text) {
        return new KeyRule(
                attribute,
                expected,
                true,
                (objects, key) -> objects.readBytes(key, attribute).map(text));
    }

    private static KeyRule allowedMechanisms(List<CkMechanism> allowed) {
        String expected = allowed.stream().map(Enum::name).collect(Collectors.joining(", "));
        return new KeyRule(
                CkAttribute.CKA_ALLOWED_MECHANISMS,
                expected,
                false,
                (objects, key) -> readAllowed(objects, key).map(found -> mechanisms(found, allowed)));
    }

    /** An array of mechanisms does not come through every remote module: p11-kit answers as if the device had failed. */
    static Optional<byte[]> readAllowed(TokenObjects objects, long key) {
        try {
            return objects.readBytes(key, CkAttribute.CKA_ALLOWED_MECHANISMS);
        } catch (AgentException e) {
            if (CkError.CKR_DEVICE_ERROR.isBehind(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String mechanisms(byte[] nativeArray, List<CkMechanism> allowed) {
        List<String> names = new ArrayList<>();
        for (int at = 0; at + Long.BYTES <= nativeArray.length; at += Long.BYTES) {
            byte[] one = Arrays.copyOfRange(nativeArray, at, at + Long.BYTES);
            names.add(Arrays.stream(CkMechanism.values())
                    .filter(known -> Arrays.equals(one, CkMechanism.nativeArray(List.of(known))))
                    .findFirst()
                    .map(Enum::name)
                    .orElse("another"));
        }
        // The token may keep the set in another order.
        names.sort((a, b) -> rank(a, allowed) - rank(b, allowed));
        return names.isEmpty() ? "any" : String.join(", ", names);
    }

    private static int rank(String name, List<CkMechanism> allowed) {
        int rank = allowed.stream().map(Enum::name).toList().indexOf(name);
        return rank < 0 ? Integer.MAX_VALUE : rank;
    }
}
