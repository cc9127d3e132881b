package eu.qlpipeline.signing.agent.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds keys by their names. */
final class KeyIndex {

    private static final Map<String, ConfigKey<?>> BY_PATH = by(ConfigKey::path);
    private static final Map<String, ConfigKey<?>> BY_VARIABLE = by(ConfigKey::variable);
    private static final Set<String> SECTIONS = BY_PATH.keySet().stream()
            .flatMap(KeyIndex::sectionsOf)
            .collect(Collectors.collectingAndThen(
                    Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    private static final List<String> NAMES =
            Stream.concat(SECTIONS.stream(), BY_PATH.keySet().stream()).toList();

    private static Map<String, ConfigKey<?>> by(Function<ConfigKey<?>, String> name) {
        var index = new LinkedHashMap<String, ConfigKey<?>>();
        ConfigKeys.ALL.forEach(key -> index.put(name.apply(key), key));
        return Collections.unmodifiableMap(index);
    }

    private static Stream<String> sectionsOf(String path) {
        return IntStream.range(0, path.length())
                .filter(i -> path.charAt(i) == '.')
                .mapToObj(dot -> path.substring(0, dot));
    }

    private KeyIndex() {}

    static Optional<ConfigKey<?>> find(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    static Optional<ConfigKey<?>> ofVariable(String variable) {
        return Optional.ofNullable(BY_VARIABLE.get(variable));
    }

    /** Tells whether keys are beneath that name, as beneath {@code token.pin}. */
    static boolean isSection(String path) {
        return SECTIONS.contains(path);
    }

    /** All keys and sections. */
    static Collection<String> names() {
        return NAMES;
    }

    static Collection<String> paths() {
        return BY_PATH.keySet();
    }

    static Collection<String> variables() {
        return BY_VARIABLE.keySet();
    }

    /** What to do about a name that is no key; something where it looks like that of a PIN. */
    static String[] hints(String name) {
        boolean pin = name.toLowerCase(Locale.ROOT).matches("(.*[._-])?(pin|password|passphrase)([._-].*)?");
        return pin
                ? new String[] {
                    "a PIN is never part of the configuration; write it to a file of mode 0600 and set token.pin.file",
                    "if a PIN was written here, others may have seen it: change it"
                }
                : new String[0];
    }
}
