package eu.qlpipeline.signing.agent.yaml;

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

    /** Takes a field that has to be there and be a list of texts, one or more; what is not is a problem and left out. */
    public List<YamlNode.Scalar> requiredTexts(String key) {
        var texts = new ArrayList<YamlNode.Scalar>();
        required(key).ifPresent(value -> {
            if (!(value instanceof YamlNode.Sequence list)) {
                problems.add(value.location(), key + ": " + YamlTree.kind(value) + " (expected: a list, as in [a, b])");
            } else if (list.items().isEmpty()) {
                problems.add(value.location(), key + ": an empty list (expected: at least one item)");
            } else {
                list.items().forEach(item -> text(key, item).ifPresent(texts::add));
            }
        });
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
        asked.add(key);
        YamlNode.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            problems.add(Location.of(mapping.location().origin()), key + ": not set (expected: a value)");
        }
        return Optional.ofNullable(entry).map(YamlNode.Entry::value);
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
