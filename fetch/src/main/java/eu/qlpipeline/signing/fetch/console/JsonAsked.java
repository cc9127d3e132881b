package eu.qlpipeline.signing.fetch.console;

import java.util.Arrays;

/**
 * Whether JSON was asked for by arguments that do not parse, whatever the verb: options after the one that does not are not set,
 * and one before the verb fails above it.
 */
public final class JsonAsked {

    /** The option. */
    public static final String OPTION = "--json";

    private JsonAsked() {}

    /** Whether it is among the arguments. */
    public static boolean in(String[] arguments) {
        return Arrays.stream(arguments).anyMatch(given -> given.equals(OPTION) || given.equals(OPTION + "=true"));
    }
}
