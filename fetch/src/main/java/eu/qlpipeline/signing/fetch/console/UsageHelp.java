package eu.qlpipeline.signing.fetch.console;

import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is said where the arguments cannot be used. */
public final class UsageHelp {

    private static final Pattern PLACE = Pattern.compile("positional parameter at index [0-9.*]+ \\(([^()]+)\\)");

    private UsageHelp() {}

    /** The hint where no other is known: the help of the verb that was called. */
    public static List<String> of(CommandLine command) {
        return List.of(command.getCommandSpec().qualifiedName() + " --help");
    }

    /** What is said of arguments that do not parse: of one without an option, by its name and not by its place. */
    public static String message(ParameterException failure) {
        return PLACE.matcher(String.valueOf(failure.getMessage())).replaceFirst("$1");
    }
}
