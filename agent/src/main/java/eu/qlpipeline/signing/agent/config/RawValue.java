package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.yaml.Location;
import java.util.List;

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
