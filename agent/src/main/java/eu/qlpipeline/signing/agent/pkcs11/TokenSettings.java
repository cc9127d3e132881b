package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import java.nio.file.Path;

/**
 * Where the token is and how to log in to it.
 *
 * @param module the PKCS#11 library
 * @param token which of its tokens
 * @param pin where the PIN comes from
 * @param latch the file that remembers a refused PIN
 * @param arguments what the library is given when it is initialised, beyond the standard; empty for nothing
 */
public record TokenSettings(Path module, TokenSelector token, PinSource pin, Path latch, String arguments) {

    /** What {@code arguments} has to be. */
    public static final TextRule ARGUMENTS =
            TextRule.of("[\\x20-\\x7E]{0,1000}", "up to 1000 printable ASCII characters");

    /** The file that remembers a refused PIN, where none is set. */
    public static final Path DEFAULT_LATCH = Path.of("pin-latch.yaml");

    /** @throws AgentException {@link ReasonCode#CONFIGURATION} if the URI names another library than the module */
    public TokenSettings {
        if (token instanceof TokenSelector.ByUri byUri) {
            byUri.uri()
                    .modulePath()
                    .filter(path -> !module.endsWith(path))
                    .ifPresent(path -> refuseOtherModule(module, path));
        }
    }

    /** The same with the PIN from there. */
    public TokenSettings withPin(PinSource other) {
        return new TokenSettings(module, token, other, latch, arguments);
    }

    private static void refuseOtherModule(Path module, String path) {
        throw new AgentException(
                ReasonCode.CONFIGURATION,
                "token.uri: module-path " + path + " (expected: " + module + ", as token.module)");
    }
}
