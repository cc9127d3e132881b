package eu.qlpipeline.signing.agent.config;

import java.util.List;

/**
 * The values that hold, with where each comes from. There is no secret among them, since no key takes one.
 *
 * @param entries in the order of the documentation
 */
public record EffectiveConfig(List<Entry> entries) {

    /** Copies the entries. */
    public EffectiveConfig {
        entries = List.copyOf(entries);
    }

    /**
     * The value of one key.
     *
     * @param key the key
     * @param value the value, paths resolved; what looks like a PIN in a URI is masked
     * @param origin where it was set: {@code default}, a place in the file, a variable or {@code --set}
     */
    public record Entry(String key, String value, String origin) {

        /** Masks. */
        public Entry {
            value = value.replaceAll("(?i)(pin-(?:value|source)=)[^;&\\s]*", "$1***");
        }
    }
}
