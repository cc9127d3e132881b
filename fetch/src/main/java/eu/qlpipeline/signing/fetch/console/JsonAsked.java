package eu.qlpipeline.signing.fetch.console;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;

/** Whether JSON was asked for by arguments that do not parse: options after the one that does not are not set. */
public final class JsonAsked {

    /** The option. */
    public static final String OPTION = "--json";

    private JsonAsked() {}

    /** Whether it is among the arguments. */
    public static boolean in(String[] arguments) {
        return Arrays.stream(arguments).anyMatch(given -> given.equals(OPTION) || given.equals(OPTION + "=true"));
    }

    /**
     * Whether it is among the arguments of a verb that takes it, or of one below it that is named: an option before a verb fails
     * above it.
     */
    public static boolean of(CommandLine command, String[] arguments, Predicate<CommandLine> takes) {
        return in(arguments) && isTaken(command, Arrays.asList(arguments), takes);
    }

    private static boolean isTaken(CommandLine command, List<String> given, Predicate<CommandLine> takes) {
        return takes.test(command)
                || command.getSubcommands().entrySet().stream()
                        .anyMatch(verb -> given.contains(verb.getKey()) && isTaken(verb.getValue(), given, takes));
    }
}
