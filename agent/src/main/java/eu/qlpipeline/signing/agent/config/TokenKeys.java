package eu.qlpipeline.signing.agent.config;

import static eu.qlpipeline.signing.agent.config.ConfigKey.Fallback.ONE_OF;
import static eu.qlpipeline.signing.agent.config.ConfigKey.Fallback.REQUIRED;
import static eu.qlpipeline.signing.agent.config.ValueType.integer;
import static eu.qlpipeline.signing.agent.config.ValueType.onlyTrue;
import static eu.qlpipeline.signing.agent.config.ValueType.parsed;
import static eu.qlpipeline.signing.agent.config.ValueType.path;
import static eu.qlpipeline.signing.agent.config.ValueType.text;

import eu.qlpipeline.signing.agent.config.ConfigKey.Fallback;
import eu.qlpipeline.signing.agent.generation.SupervisionSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.pin.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.selection.Pkcs11Uri;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import java.nio.file.Path;

/** The keys of the token and of the watch over it, a part of the table in {@link ConfigKeys}. */
final class TokenKeys {

    static final ConfigKey<Path> TOKEN_MODULE =
            new ConfigKey<>("token.module", path(), REQUIRED, "The PKCS#11 library of the HSM.");
    static final ConfigKey<String> TOKEN_LABEL =
            new ConfigKey<>("token.label", text(TokenSelector.LABEL), ONE_OF, "The label of the token.");
    static final ConfigKey<String> TOKEN_SERIAL =
            new ConfigKey<>("token.serial", text(TokenSelector.SERIAL), ONE_OF, "The serial number of the token.");
    static final ConfigKey<Pkcs11Uri> TOKEN_URI = new ConfigKey<>(
            "token.uri",
            parsed("a PKCS#11 URI (RFC 7512) without a PIN", Pkcs11Uri::parse),
            ONE_OF,
            "The PKCS#11 URI of the token.");
    static final ConfigKey<Path> TOKEN_PIN_FILE = new ConfigKey<>(
            "token.pin.file", path(), ONE_OF, "The file that holds the PIN and that only its owner may read.");
    static final ConfigKey<String> TOKEN_PIN_CREDENTIAL = new ConfigKey<>(
            "token.pin.credential", text(PinSource.CREDENTIAL), ONE_OF, "The systemd credential that holds the PIN.");
    static final ConfigKey<String> TOKEN_PIN_ENVIRONMENT = new ConfigKey<>(
            "token.pin.environment", text(PinSource.VARIABLE), ONE_OF, "The environment variable that holds the PIN.");
    static final ConfigKey<Boolean> TOKEN_PIN_PROMPT =
            new ConfigKey<>("token.pin.prompt", onlyTrue(), ONE_OF, "Asks for the PIN at the terminal.");
    static final ConfigKey<Path> TOKEN_LATCH = new ConfigKey<>(
            "token.latch",
            path(),
            Fallback.of(TokenSettings.DEFAULT_LATCH),
            "The file that remembers across restarts that the token refused the PIN. One for each token.");
    static final ConfigKey<String> TOKEN_ARGUMENTS = new ConfigKey<>(
            "token.arguments",
            text(TokenSettings.ARGUMENTS),
            Fallback.of(""),
            "What C_Initialize is given as pReserved; no secret.");

    static final ConfigKey<Integer> KEEP_ALIVE_SECONDS = new ConfigKey<>(
            "supervision.keep-alive-seconds",
            integer(SupervisionSettings.KEEP_ALIVE_SECONDS),
            Fallback.of(SupervisionSettings.DEFAULT_KEEP_ALIVE_SECONDS),
            "After how long without a verified signature the agent makes one of its own.");
    static final ConfigKey<Integer> HANG_SECONDS = new ConfigKey<>(
            "supervision.hang-seconds",
            integer(HangSettings.AFTER_SECONDS),
            Fallback.of(HangSettings.DEFAULT_AFTER_SECONDS),
            "How long a call into the library may take before it is given up.");
    static final ConfigKey<Integer> HANG_LIMIT = new ConfigKey<>(
            "supervision.hang-limit",
            integer(HangSettings.LIMIT),
            Fallback.of(HangSettings.DEFAULT_LIMIT),
            "How many calls may be given up before the agent ends; at half of them it stops to serve, and the other half is"
                    + " of calls made after that.");

    private TokenKeys() {}
}
