package eu.qlpipeline.signing.agent.pkcs11.selection;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was found in the slots of a library.
 *
 * @param tokens the initialised tokens
 * @param silent the slots that did not tell what they hold, each with the error
 */
public record FoundTokens(List<TokenDescription> tokens, List<String> silent) {

    /** Copies the lists. */
    public FoundTokens {
        tokens = List.copyOf(tokens);
        silent = List.copyOf(silent);
    }

    /**
     * The one token that the selector names.
     *
     * @throws AgentException (TOKEN_UNREACHABLE) if none matches and it may be there all the same: no token was found at all, or
     *     a slot did not tell; (TOKEN_ABSENT) if none matches, or several do; the message lists what was found
     */
    public TokenDescription only(TokenSelector selector) {
        List<TokenDescription> matching =
                tokens.stream().filter(selector::matches).toList();
        if (matching.size() == 1) {
            return matching.get(0);
        }
        if (matching.isEmpty()) {
            throw new AgentException(
                    tokens.isEmpty() || !silent.isEmpty() ? ReasonCode.TOKEN_UNREACHABLE : ReasonCode.TOKEN_ABSENT,
                    "token: none matches " + selector.describe() + " (found: " + list(tokens, silent) + ")",
                    "correct token.label, token.serial or token.uri; a token is initialised with the HSM's own tool");
        }
        throw new AgentException(
                ReasonCode.TOKEN_ABSENT,
                "token: " + matching.size() + " match " + selector.describe() + " (found: " + list(matching, List.of())
                        + ")",
                "name the token by token.serial, which is unique");
    }

    /** Whether another token has the label of that one, or may have it, as a slot did not tell. */
    public boolean hasNamesake(TokenDescription token) {
        return !silent.isEmpty()
                || tokens.stream()
                                .filter(other -> other.label().equals(token.label()))
                                .count()
                        > 1;
    }

    private static String list(List<TokenDescription> tokens, List<String> silent) {
        return tokens.isEmpty() && silent.isEmpty()
                ? "no initialised token"
                : Stream.concat(tokens.stream().map(TokenDescription::summary), silent.stream())
                        .collect(Collectors.joining(", "));
    }
}
