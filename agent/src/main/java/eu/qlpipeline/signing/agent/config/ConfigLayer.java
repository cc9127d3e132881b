package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.config.ValueType.RawValue;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import eu.qlpipeline.signing.agent.yaml.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one source sets: the file, the environment, the flags or the defaults. */
final class ConfigLayer {

    private static final Location FLAG = Location.of("--set");

    private final Map<ConfigKey<?>, RawValue> values = new LinkedHashMap<>();

    /** The defaults of all keys that have one. */
    static ConfigLayer defaults() {
        var layer = new ConfigLayer();
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            key.fallback().text().ifPresent(text -> layer.put(key, RawValue.text(Location.of("default"), text)));
        }
        return layer;
    }

    /**
     * What the environment sets.
     *
     * @param others variables with the prefix that are no keys
     */
    static ConfigLayer environment(Map<String, String> environment, Set<String> others, Problems problems) {
        var layer = new ConfigLayer();
        new TreeMap<>(environment).forEach((name, value) -> {
            Location location = Location.of("environment " + TextRule.printable(name));
            if (!name.startsWith(ConfigKey.ENVIRONMENT_PREFIX) || others.contains(name)) {
                return;
            }
            KeyIndex.ofVariable(name)
                    .ifPresentOrElse(
                            key -> layer.put(key, RawValue.text(location, value)),
                            () -> problems.add(
                                    location,
                                    Spelling.unknown("variable", name, KeyIndex.variables()),
                                    KeyIndex.hints(name)));
        });
        return layer;
    }

    /** What the flags set; each is {@code KEY=VALUE}. */
    static ConfigLayer flags(List<String> flags, Problems problems) {
        var layer = new ConfigLayer();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            String name = equals < 0 ? flag : flag.substring(0, equals);
            if (equals < 0) {
                problems.add(FLAG, "no value (expected: KEY=VALUE)");
            } else if (KeyIndex.find(name).map(layer.values::containsKey).orElse(false)) {
                problems.add(FLAG, name + ": set twice (expected: once)");
            } else {
                KeyIndex.find(name)
                        .ifPresentOrElse(
                                key -> layer.put(key, RawValue.text(FLAG, flag.substring(equals + 1))),
                                () -> problems.add(
                                        FLAG, Spelling.unknown("key", name, KeyIndex.paths()), KeyIndex.hints(name)));
            }
        }
        return layer;
    }

    void put(ConfigKey<?> key, RawValue value) {
        values.put(key, value);
    }

    Map<ConfigKey<?>, RawValue> values() {
        return values;
    }
}
