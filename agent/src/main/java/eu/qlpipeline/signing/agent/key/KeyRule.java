package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.key.KeyAttributeProof.Result;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof.Verdict;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkObjectClass;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One rule for the signing key: an attribute, and the value it must have when read back from the token.
 *
 * @param attribute the attribute
 * @param demand the value demanded
 * @param essential whether the rule fails where the token does not know the attribute
 * @param read reads the value from the token as text, empty where the token does not know it
 */
record KeyRule(CkAttribute attribute, Demand demand, boolean essential, Reader read) {

    private static final int CKK_RSA = 0;
    private static final long CK_UNAVAILABLE_INFORMATION = -1;

    private static final String MODIFIABLE =
            "CKA_MODIFIABLE: whoever has the PIN can give the key another name, and other uses than"
                    + " signing; never make it extractable, or not sensitive";
    private static final String ALWAYS_AUTHENTICATE =
            "CKA_ALWAYS_AUTHENTICATE: the token wants the PIN again for each signature; the agent gives it once, at login";

    /**
     * All rules, in the order in which they are shown.
     *
     * @param pss the mechanism for requests
     */
    static List<KeyRule> all(CkMechanism pss) {
        return List.of(
                number(CkAttribute.CKA_CLASS, CkObjectClass.CKO_PRIVATE_KEY.code()),
                number(CkAttribute.CKA_KEY_TYPE, CKK_RSA),
                modulusBits(),
                publicExponent(),
                flag(CkAttribute.CKA_TOKEN, true, true),
                flag(CkAttribute.CKA_PRIVATE, true, true),
                flag(CkAttribute.CKA_SENSITIVE, true, true),
                flag(CkAttribute.CKA_ALWAYS_SENSITIVE, true, true),
                flag(CkAttribute.CKA_EXTRACTABLE, false, true),
                flag(CkAttribute.CKA_NEVER_EXTRACTABLE, true, true),
                flag(CkAttribute.CKA_LOCAL, true, true),
                generationMechanism(),
                flag(CkAttribute.CKA_SIGN, true, true),
                flag(CkAttribute.CKA_DECRYPT, false, true),
                flag(CkAttribute.CKA_UNWRAP, false, true),
                flag(CkAttribute.CKA_SIGN_RECOVER, false, false),
                flag(CkAttribute.CKA_DERIVE, false, false),
                flag(CkAttribute.CKA_ALWAYS_AUTHENTICATE, Demand.of("false").meaning(ALWAYS_AUTHENTICATE)),
                flag(CkAttribute.CKA_MODIFIABLE, Demand.of("false").butTaken("true", MODIFIABLE)),
                AllowedMechanisms.rule(pss));
    }

    /** What the token says of a key, held against the rule. */
    Result result(CkSession session, long key) {
        return result(read.read(session, key));
    }

    /** A value that was read, held against the rule; empty where the token does not know the attribute. */
    Result result(Optional<String> found) {
        String name = attribute.name();
        return found.map(value -> {
                    Verdict verdict = demand.verdict(value);
                    return new Result(
                            name, value, demand.expected(), verdict, verdict == Verdict.PASS ? "" : demand.meaning());
                })
                .orElseGet(
                        () -> new Result(name, "", demand.expected(), essential ? Verdict.FAIL : Verdict.UNKNOWN, ""));
    }

    /** Reads one attribute of one object as text. */
    @FunctionalInterface
    interface Reader {
        Optional<String> read(CkSession session, long key);
    }

    /**
     * What a value must be.
     *
     * @param expected the value demanded, as text
     * @param met whether a value is that
     * @param taken another value that is taken with a warning; empty where there is none
     * @param meaning for people, what another value means; empty where that goes without saying
     */
    record Demand(String expected, Predicate<String> met, String taken, String meaning) {

        static Demand of(String expected) {
            return new Demand(expected, expected::equals, "", "");
        }

        Demand meaning(String text) {
            return new Demand(expected, met, taken, text);
        }

        Demand butTaken(String value, String text) {
            return new Demand(expected, met, value, text);
        }

        Verdict verdict(String value) {
            if (met.test(value)) {
                return Verdict.PASS;
            }
            return value.equals(taken) ? Verdict.WARNING : Verdict.FAIL;
        }
    }

    private static KeyRule flag(CkAttribute attribute, boolean expected, boolean essential) {
        return flag(attribute, Demand.of(String.valueOf(expected)), essential);
    }

    private static KeyRule flag(CkAttribute attribute, Demand demand) {
        return flag(attribute, demand, false);
    }

    private static KeyRule flag(CkAttribute attribute, Demand demand, boolean essential) {
        return new KeyRule(
                attribute,
                demand,
                essential,
                (session, key) -> session.readBoolean(key, attribute).map(String::valueOf));
    }

    private static KeyRule number(CkAttribute attribute, long expected) {
        return new KeyRule(
                attribute,
                Demand.of(hex(expected)),
                true,
                (session, key) -> session.readLong(key, attribute).map(KeyRule::hex));
    }

    /** Vendors have codes of their own for how they make primes; that the key was made in the token is what CKA_LOCAL says. */
    private static KeyRule generationMechanism() {
        return new KeyRule(
                CkAttribute.CKA_KEY_GEN_MECHANISM,
                new Demand("any", value -> true, "", ""),
                false,
                (session, key) -> session.readLong(key, CkAttribute.CKA_KEY_GEN_MECHANISM)
                        .filter(value -> value != CK_UNAVAILABLE_INFORMATION)
                        .map(KeyRule::hex));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
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
                Demand.of(expected),
                true,
                (session, key) -> session.readBytes(key, attribute).map(text));
    }
}
