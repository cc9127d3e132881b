package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.CkAttribute;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.TokenObjects;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The attributes of a key as read back from the token, each held against its rule, and the token's answer to an attempt to
 * read the private exponent. It proves what the token claims; it is no attestation by the token's vendor.
 *
 * @param results one for each rule, in a fixed order
 * @param exportRefused whether the token refused to reveal the private exponent
 * @param exportAnswer the error it refused with, or {@code revealed}
 * @param mechanism how requests are signed: with the digest made in the token, or in this process
 */
public record KeyAttributeProof(
        List<Result> results, boolean exportRefused, String exportAnswer, CkMechanism mechanism) {

    /** Copies the list. */
    public KeyAttributeProof {
        results = List.copyOf(results);
    }

    /**
     * Reads all attributes of a key, and tries to read the one that must stay inside.
     *
     * @param pss the mechanism for requests
     */
    public static KeyAttributeProof read(TokenObjects objects, long key, CkMechanism pss) {
        List<Result> results = KeyRule.all(pss).stream()
                .map(rule -> result(rule, objects, key))
                .toList();
        var refusal = objects.refusalToReveal(key, CkAttribute.CKA_PRIVATE_EXPONENT);
        return new KeyAttributeProof(results, refusal.isPresent(), refusal.orElse("revealed"), pss);
    }

    private static Result result(KeyRule rule, TokenObjects objects, long key) {
        String name = rule.attribute().name();
        return rule.read()
                .read(objects, key)
                .map(value -> new Result(
                        name, value, rule.expected(), value.equals(rule.expected()) ? Verdict.PASS : Verdict.FAIL))
                .orElseGet(
                        () -> new Result(name, "", rule.expected(), rule.essential() ? Verdict.FAIL : Verdict.UNKNOWN));
    }

    /** Whether no rule is broken and the token kept the private exponent. */
    public boolean holds() {
        return exportRefused && broken().isEmpty();
    }

    private List<Result> broken() {
        return results.stream()
                .filter(result -> result.verdict() == Verdict.FAIL)
                .toList();
    }

    /**
     * Returns normally if the proof holds.
     *
     * @throws AgentException (KEY_UNUSABLE) that names each broken rule
     */
    public void require() {
        if (!exportRefused) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: the token revealed CKA_PRIVATE_EXPONENT (expected: refusal)",
                    "this key is not protected; make a new one in the token with: signing-agent init");
        }
        if (!holds()) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: "
                            + broken().stream()
                                    .map(result -> result.name() + " "
                                            + (result.value().isEmpty() ? "unknown" : result.value()) + " (expected: "
                                            + result.expected() + ")")
                                    .collect(Collectors.joining(", ")),
                    "see all attributes with: signing-agent inspect",
                    "a key with the right attributes is made by: " + KeySettings.MAKE_ANOTHER);
        }
    }

    /**
     * One rule and what was read.
     *
     * @param name PKCS#11 name of the attribute
     * @param value the value read, empty where the token does not know the attribute
     * @param expected the value demanded
     * @param verdict the outcome
     */
    public record Result(String name, String value, String expected, Verdict verdict) {}

    /** Outcome of a rule. */
    public enum Verdict {
        /** The value is the one demanded. */
        PASS,
        /** The value is another, or unknown where it must be known. */
        FAIL,
        /** The token does not know the attribute; nothing is proven either way. */
        UNKNOWN
    }
}
