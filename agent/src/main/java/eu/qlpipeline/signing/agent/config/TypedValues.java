package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.config.ValueType.RawValue;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of the keys as their types; relative paths are resolved. */
final class TypedValues {

    private final Path base;
    private final Map<ConfigKey<?>, Object> values = new HashMap<>();
    private final Map<ConfigKey<?>, Location> locations = new HashMap<>();
    private final List<EffectiveConfig.Entry> shown = new ArrayList<>();

    /** Reads all values; those that cannot be read are problems. */
    TypedValues(Map<ConfigKey<?>, RawValue> raw, Path base, Problems problems) {
        this.base = base;
        raw.forEach((key, value) -> read(key, value, problems));
    }

    private <T> void read(ConfigKey<T> key, RawValue raw, Problems problems) {
        locations.put(key, raw.location());
        problems.attempt(raw.location(), () -> key.type().reader().apply(key.path(), raw))
                .ifPresent(value -> {
                    values.put(
                            key, value instanceof Path path ? base.resolve(path).normalize() : value);
                    String text = value instanceof Path ? String.valueOf(values.get(key)) : ValueType.written(value);
                    shown.add(new EffectiveConfig.Entry(
                            key.path(), text, raw.location().toString()));
                });
    }

    /** The value of a key that may not be set. */
    @SuppressWarnings("unchecked") // read() puts what the type of the key made
    <T> Optional<T> find(ConfigKey<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** The value of a key that is required or has a default. */
    <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException(key.path() + " was not read"));
    }

    /** Where a key was set. */
    Location location(ConfigKey<?> key) {
        return locations.getOrDefault(key, Location.of("default"));
    }

    EffectiveConfig effective() {
        return new EffectiveConfig(shown);
    }
}
