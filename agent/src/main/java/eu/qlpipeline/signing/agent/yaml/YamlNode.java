package eu.qlpipeline.signing.agent.yaml;

import java.util.List;
import java.util.Map;

/** A value in a YAML file, which knows where it was written. Scalars are text: their type is for the reader to decide. */
public sealed interface YamlNode {

    /** Where it starts. */
    Location location();

    /**
     * A text, number or truth value.
     *
     * @param location where it starts
     * @param text the text, without quotes
     * @param plain whether it was written without quotes
     */
    record Scalar(Location location, String text, boolean plain) implements YamlNode {}

    /**
     * A list.
     *
     * @param location where it starts
     * @param items the items
     */
    record Sequence(Location location, List<YamlNode> items) implements YamlNode {

        /** Copies the items. */
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * Keys with values.
     *
     * @param location where it starts
     * @param entries by key, in the order of the file
     */
    record Mapping(Location location, Map<String, Entry> entries) implements YamlNode {}

    /**
     * A key with its value.
     *
     * @param location where the key starts
     * @param value the value
     */
    record Entry(Location location, YamlNode value) {}
}
