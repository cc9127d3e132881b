package eu.qlpipeline.signing.agent.yaml;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the fields out of a mapping one by one, and at last refuses those that nobody asked for.
 *
 * <p>For one thread.
 */
public final class YamlFields {

    private final YamlNode.Mapping mapping;
    private final Problems problems;
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * @param mapping the fields
     * @param problems gets what is wrong
     */
    public YamlFields(YamlNode.Mapping mapping, Problems problems) {
        this.mapping = mapping;
        this.problems = problems;
    }

    /** Takes a field that has to be there and be a text; otherwise that is a problem, and the result empty. */
    public Optional<YamlNode.Scalar> requiredText(String key) {
        return required(key).flatMap(value -> text(key, value));
    }

    /** Takes a field that may be left out, and otherwise is a text; what is not is a problem, and the result empty. */
    public Optional<YamlNode.Scalar> optionalText(String key) {
        return optional(key).flatMap(value -> text(key, value));
    }

    /** Takes a field that has to be there and be a list of texts, one or more; what is not is a problem and left out. */
    public List<YamlNode.Scalar> requiredTexts(String key) {
        return required(key).map(value -> texts(key, value)).orElseGet(List::of);
    }

    /** Takes a field that may be left out, and otherwise is as with {@link #requiredTexts}. */
    public List<YamlNode.Scalar> optionalTexts(String key) {
        return optional(key).map(value -> texts(key, value)).orElseGet(List::of);
    }

    /** Takes a field that may be left out, and otherwise is true or false. */
    public Optional<Boolean> optionalFlag(String key) {
        return optional(key).flatMap(value -> text(key, value)).flatMap(scalar -> {
            if (scalar.plain() && (scalar.text().equals("true") || scalar.text().equals("false"))) {
                return Optional.of(Boolean.valueOf(scalar.text()));
            }
            problems.add(scalar.location(), key + ": not a truth value (expected: true or false)");
            return Optional.empty();
        });
    }

    /** Takes a field that may be left out, and otherwise is a whole number of that range. */
    public Optional<Integer> optionalNumber(String key, IntRange range) {
        return optionalText(key)
                .flatMap(scalar -> problems.attempt(scalar.location(), () -> {
                    if (!scalar.plain() || !scalar.text().matches("-?[0-9]{1,9}")) {
                        throw new AgentException(
                                ReasonCode.CONFIGURATION,
                                key + ": " + TextRule.printable(scalar.text()) + " (expected: " + range + ")");
                    }
                    return range.require(key, Integer.parseInt(scalar.text()));
                }));
    }

    private List<YamlNode.Scalar> texts(String key, YamlNode value) {
        var texts = new ArrayList<YamlNode.Scalar>();
        if (!(value instanceof YamlNode.Sequence list)) {
            problems.add(value.location(), key + ": " + YamlTree.kind(value) + " (expected: a list, as in [a, b])");
        } else if (list.items().isEmpty()) {
            problems.add(value.location(), key + ": an empty list (expected: at least one item)");
        } else {
            list.items().forEach(item -> text(key, item).ifPresent(texts::add));
        }
        return texts;
    }

    /** Makes every field that was not taken a problem. */
    public void refuseOthers() {
        mapping.entries().forEach((key, entry) -> {
            if (!asked.contains(key)) {
                problems.add(entry.location(), Spelling.unknown("key", key, asked));
            }
        });
    }

    private Optional<YamlNode> required(String key) {
        Optional<YamlNode> value = optional(key);
        if (value.isEmpty()) {
            problems.add(Location.of(mapping.location().origin()), key + ": not set (expected: a value)");
        }
        return value;
    }

    private Optional<YamlNode> optional(String key) {
        asked.add(key);
        return Optional.ofNullable(mapping.entries().get(key)).map(YamlNode.Entry::value);
    }

    private Optional<YamlNode.Scalar> text(String key, YamlNode value) {
        if (value instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
            return Optional.of(scalar);
        }
        String found = value instanceof YamlNode.Scalar ? "empty" : YamlTree.kind(value);
        problems.add(value.location(), key + ": " + found + " (expected: a text)");
        return Optional.empty();
    }
}
