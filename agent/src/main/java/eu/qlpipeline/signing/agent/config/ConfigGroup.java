package eu.qlpipeline.signing.agent.config;

import java.util.List;
import java.util.stream.Collectors;

/** Keys of which exactly one has to be set. */
enum ConfigGroup {
    /** Ways to name the token. */
    TOKEN(ConfigKeys.TOKEN_LABEL, ConfigKeys.TOKEN_SERIAL, ConfigKeys.TOKEN_URI),
    /** Ways to the PIN. */
    PIN(
            ConfigKeys.TOKEN_PIN_FILE,
            ConfigKeys.TOKEN_PIN_CREDENTIAL,
            ConfigKeys.TOKEN_PIN_ENVIRONMENT,
            ConfigKeys.TOKEN_PIN_PROMPT);

    @SuppressWarnings("ImmutableEnumChecker") // a list of records that List.of made
    private final List<ConfigKey<?>> keys;

    ConfigGroup(ConfigKey<?>... keys) {
        this.keys = List.of(keys);
    }

    List<ConfigKey<?>> keys() {
        return keys;
    }

    /** For example {@code exactly one of token.label, token.serial, token.uri}. */
    @Override
    public String toString() {
        return keys.stream().map(ConfigKey::path).collect(Collectors.joining(", ", "exactly one of ", ""));
    }
}
