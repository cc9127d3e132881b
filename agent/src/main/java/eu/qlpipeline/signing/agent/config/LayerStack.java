package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.config.ValueType.RawValue;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays the sources over each other: of each key, and of each group, the highest source that sets it holds. */
final class LayerStack {

    private final List<ConfigLayer> layers;
    private final Location missing;
    private final Problems problems;

    /**
     * @param layers the lowest first
     * @param missing the place of what nobody set
     */
    LayerStack(List<ConfigLayer> layers, Location missing, Problems problems) {
        this.layers = layers;
        this.missing = missing;
        this.problems = problems;
    }

    /** What holds, in the order of the keys, without what is a problem. */
    Map<ConfigKey<?>, RawValue> effective() {
        var merged = new LinkedHashMap<ConfigKey<?>, RawValue>();
        layers.forEach(layer -> merged.putAll(layer.values()));
        for (ConfigGroup group : ConfigGroup.values()) {
            merged.keySet().removeAll(group.keys());
            choose(group).ifPresent(chosen -> merged.put(chosen.getKey(), chosen.getValue()));
        }
        var effective = new LinkedHashMap<ConfigKey<?>, RawValue>();
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            RawValue value = merged.get(key);
            if (value != null) {
                effective.put(key, value);
            } else if (key.fallback().equals(ConfigKey.Fallback.REQUIRED)) {
                problems.add(
                        missing,
                        key.path() + ": not set (expected: " + key.type().range() + ")",
                        ConfigFile.PLACES);
            }
        }
        return effective;
    }

    private Optional<Map.Entry<ConfigKey<?>, RawValue>> choose(ConfigGroup group) {
        for (int i = layers.size() - 1; i >= 0; i--) {
            List<Map.Entry<ConfigKey<?>, RawValue>> set = layers.get(i).values().entrySet().stream()
                    .filter(entry -> group.keys().contains(entry.getKey()))
                    .toList();
            if (set.size() > 1) {
                set.forEach(entry -> problems.add(
                        entry.getValue().location(),
                        entry.getKey().path() + ": not the only one (expected: " + group + ")"));
                return Optional.empty();
            }
            if (set.size() == 1) {
                return Optional.of(set.get(0));
            }
        }
        problems.add(missing, "nothing set (expected: " + group + ")", ConfigFile.PLACES);
        return Optional.empty();
    }

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
}
