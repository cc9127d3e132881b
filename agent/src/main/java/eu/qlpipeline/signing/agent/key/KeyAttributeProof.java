package eu.qlpipeline.signing.agent.key;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The attributes of a key as read back from the token, each held against its rule, and the token's answers to an attempt to
 * read its secret parts. It proves what the token claims; it is no attestation by the token's vendor.
 *
 * @param results one for each rule, in a fixed order
 * @param revealed the secret parts that the token revealed; empty where it kept all
 * @param exportAnswer what it refused the others with
 * @param mechanism how requests are signed: with the digest made in the token, or in this process
 */
public record KeyAttributeProof(
        List<Result> results, List<String> revealed, String exportAnswer, CkMechanism mechanism) {

    /** Copies the lists. */
    public KeyAttributeProof {
        results = List.copyOf(results);
        revealed = List.copyOf(revealed);
    }

    /**
     * Reads all attributes of a key, and tries to read those that must stay inside.
     *
     * @param pss the mechanism for requests
     * @throws AgentException (TOKEN_FAILURE) if the token fails at that
     */
    public static KeyAttributeProof read(CkSession session, long key, CkMechanism pss) {
        List<Result> results =
                KeyRule.all(pss).stream().map(rule -> rule.result(session, key)).toList();
        KeyExport export = KeyExport.attempt(session, key);
        return new KeyAttributeProof(
                results, export.revealed().stream().map(Enum::name).toList(), String.join(", ", export.answers()), pss);
    }

    /** Whether the token kept all secret parts. */
    public boolean exportRefused() {
        return revealed.isEmpty();
    }

    /** Whether no rule is broken and the token kept all secret parts. */
    public boolean holds() {
        return exportRefused() && broken().isEmpty();
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
        if (!exportRefused()) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "key: the token revealed " + String.join(", ", revealed) + " (expected: refusal)",
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
                    hints());
        }
    }

    private String[] hints() {
        return Stream.concat(
                        broken().stream().map(Result::meaning).filter(meaning -> !meaning.isEmpty()),
                        Stream.of(
                                "see all attributes with: signing-agent inspect",
                                "a key with the right attributes is made by: " + KeySettings.MAKE_ANOTHER))
                .toArray(String[]::new);
    }

    /**
     * One rule and what was read.
     *
     * @param name PKCS#11 name of the attribute
     * @param value the value read, empty where the token does not know the attribute
     * @param expected the value demanded
     * @param verdict the outcome
     * @param meaning for people, what another value than the one demanded means; empty where that goes without saying
     */
    public record Result(String name, String value, String expected, Verdict verdict, String meaning) {}

    /** Outcome of a rule. */
    public enum Verdict {
        /** The value is the one demanded. */
        PASS,
        /** The value is another which the key can be used with, to be known about. */
        WARNING,
        /** The value is another, or unknown where it must be known. */
        FAIL,
        /** The token does not know the attribute; nothing is proven either way. */
        UNKNOWN
    }
}
