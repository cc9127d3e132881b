package eu.qlpipeline.signing.agent.config;

import java.util.Locale;
import java.util.Optional;

/**
 * A key of the configuration.
 *
 * @param <T> the type of its value
 * @param path its name, for example {@code server.port}
 * @param type how its value is read
 * @param fallback what holds where it is not set
 * @param meaning what it is for, one sentence
 */
record ConfigKey<T>(String path, ValueType<T> type, Fallback fallback, String meaning) {

    /** The start of the names of all variables of the environment that are configuration. */
    static final String ENVIRONMENT_PREFIX = "SIGNING_AGENT_";

    /** The name of its variable of the environment. */
    String variable() {
        return ENVIRONMENT_PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** A key is its name. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigKey<?> key && key.path.equals(path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /**
     * What holds where a key is not set.
     *
     * @param text the value as it would be written; empty where there is none
     * @param shown the same for people
     */
    record Fallback(Optional<String> text, String shown) {

        /** A key that has to be set. */
        static final Fallback REQUIRED = new Fallback(Optional.empty(), "required");

        /** A key of a group of which exactly one has to be set. */
        static final Fallback ONE_OF = new Fallback(Optional.empty(), "one of the group");

        /** A value that is the same everywhere. */
        static Fallback of(Object value) {
            String text = ValueType.written(value);
            return new Fallback(Optional.of(text), "`" + text + "`");
        }

        /** A value that depends on the machine. */
        static Fallback ofMachine(Object value, String shown) {
            return new Fallback(Optional.of(value.toString()), shown);
        }
    }
}
