package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import java.nio.file.Path;

/**
 * Where the token is and how to log in to it.
 *
 * @param module the PKCS#11 library
 * @param token which of its tokens
 * @param pin where the PIN comes from
 * @param latch the file that remembers a refused PIN
 */
public record TokenSettings(Path module, TokenSelector token, PinSource pin, Path latch) {

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

    private static void refuseOtherModule(Path module, String path) {
        throw new AgentException(
                ReasonCode.CONFIGURATION,
                "token.uri: module-path " + path + " (expected: " + module + ", as token.module)");
    }
}
