package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.files.WrittenPath;
import eu.qlpipeline.signing.agent.yaml.Location;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the text of a key becomes a value.
 *
 * @param <T> the type of the value
 * @param range what it may be, for people
 * @param reader reads the value of the key of that path; throws {@link AgentException} with reason CONFIGURATION
 */
record ValueType<T>(String range, BiFunction<String, RawValue, T> reader) {

    private static final TextRule PATH = TextRule.of("[^\\p{Cc}]{1,4096}", "a path");

    /** Text that a rule accepts. */
    static ValueType<String> text(TextRule rule) {
        return new ValueType<>(rule.toString(), (key, raw) -> rule.require(key, single(key, raw)));
    }

    /** Text that something else reads. */
    static <T> ValueType<T> parsed(String range, Function<String, T> parser) {
        return new ValueType<>(range, (key, raw) -> parser.apply(single(key, raw)));
    }

    /** A path, as it was written. */
    static ValueType<Path> path() {
        return new ValueType<>("a path", (key, raw) -> WrittenPath.of(key, PATH.require(key, single(key, raw))));
    }

    /** A whole number. */
    static ValueType<Integer> integer(IntRange range) {
        TextRule digits = TextRule.of("-?[0-9]{1,9}", range.toString());
        return new ValueType<>(
                range.toString(),
                (key, raw) -> range.require(
                        key, Integer.parseInt(digits.require(key, unquoted(key, raw, range.toString())))));
    }

    /** A whole number, or none. */
    static ValueType<OptionalInt> offOr(IntRange range) {
        String expected = "off or " + range;
        TextRule rule = TextRule.of("off|-?[0-9]{1,9}", expected);
        return new ValueType<>(expected, (key, raw) -> {
            String text = rule.require(key, unquoted(key, raw, expected));
            return text.equals("off")
                    ? OptionalInt.empty()
                    : OptionalInt.of(range.require(key, Integer.parseInt(text)));
        });
    }

    /** True or false. */
    static ValueType<Boolean> bool() {
        TextRule rule = TextRule.of("true|false", "true or false");
        return new ValueType<>(
                rule.toString(), (key, raw) -> Boolean.valueOf(rule.require(key, unquoted(key, raw, rule.toString()))));
    }

    /** Nothing but true. What else was written is not repeated: somebody may have put a secret here. */
    static ValueType<Boolean> onlyTrue() {
        TextRule rule = TextRule.unechoed("true", "true");
        return new ValueType<>(
                rule.toString(), (key, raw) -> Boolean.valueOf(rule.require(key, unquoted(key, raw, rule.toString()))));
    }

    /** One of the constants, by its name in lower case. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> constants) {
        List<String> names = Arrays.stream(constants.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        TextRule rule = TextRule.of(String.join("|", names), String.join(", ", names));
        return new ValueType<>(
                rule.toString(),
                (key, raw) -> Enum.valueOf(
                        constants, rule.require(key, single(key, raw)).toUpperCase(Locale.ROOT)));
    }

    /** A list of texts that a rule accepts. */
    static ValueType<List<String>> texts(TextRule rule, IntRange count) {
        return new ValueType<>(count + " items, each " + rule, (key, raw) -> {
            var items = new ArrayList<String>();
            if (raw.form() == RawValue.Form.TEXT) {
                Arrays.stream(raw.texts().get(0).split(",", -1))
                        .map(String::strip)
                        .forEach(items::add);
            } else if (raw.form() == RawValue.Form.LIST) {
                items.addAll(raw.texts());
            } else {
                throw wrong(key, "a value", "a list, as in [a, b]");
            }
            count.require("number of " + key, items.size());
            items.forEach(item -> rule.require(key, item));
            return List.copyOf(items);
        });
    }

    /** A value as it would be written. */
    static String written(Object value) {
        if (value instanceof List<?> items) {
            return items.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        if (value instanceof OptionalInt number) {
            return number.isPresent() ? Integer.toString(number.getAsInt()) : "off";
        }
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : String.valueOf(value);
    }

    private static String single(String key, RawValue raw) {
        if (raw.form() == RawValue.Form.LIST) {
            throw wrong(key, "a list", "a value");
        }
        String text = raw.texts().get(0);
        if (raw.form() == RawValue.Form.PLAIN && text.matches("|~|null|Null|NULL")) {
            throw wrong(key, "no value", "a value");
        }
        return text;
    }

    private static String unquoted(String key, RawValue raw, String expected) {
        if (raw.form() == RawValue.Form.QUOTED) {
            throw wrong(key, "a text in quotes", expected + " without quotes");
        }
        return single(key, raw);
    }

    private static AgentException wrong(String key, String found, String expected) {
        return new AgentException(ReasonCode.CONFIGURATION, key + ": " + found + " (expected: " + expected + ")");
    }

    /** What somebody wrote for a key, not yet read as its type. Its text form hides the value: it may be a misplaced secret. */
    record RawValue(Location location, Form form, List<String> texts) {

        /** How it was written. */
        enum Form {
            /** A value of YAML without quotes. */
            PLAIN,
            /** A value of YAML in quotes. */
            QUOTED,
            /** A list of YAML. */
            LIST,
            /** A flag, a variable or a default: text whatever it means, with commas between the items of a list. */
            TEXT
        }

        RawValue {
            texts = List.copyOf(texts);
        }

        static RawValue text(Location location, String text) {
            return new RawValue(location, Form.TEXT, List.of(text));
        }

        @Override
        public String toString() {
            return "RawValue[" + location + "]";
        }
    }
}
