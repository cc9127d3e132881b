package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.yaml.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of arguments that do not parse, on one line. */
public final class UsageMessage {

    private static final Set<Class<?>> NUMBERS = Set.of(int.class, long.class, Integer.class, Long.class);
    private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]{0,30}(=.*)?", Pattern.DOTALL);
    private static final Pattern VERB = Pattern.compile("[a-z][a-z-]{0,30}");

    private UsageMessage() {}

    /** That of one failure. */
    public static String of(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        ArgSpec argument = failure.getArgSpec();
        if (argument != null && failure.getCause() instanceof AgentException cause) {
            return name(argument) + ": " + cause.getMessage();
        }
        if (argument != null
                && failure.getCause() instanceof TypeConversionException
                && NUMBERS.contains(argument.type())) {
            return name(argument) + ": " + TextRule.printable(String.valueOf(failure.getValue()))
                    + " (expected: a whole number)";
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** What looks like a verb or an option is named; anything else is not repeated: it may be the end of a mistyped secret. */
    private static String unmatched(UnmatchedArgumentException failure) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String first = failure.getUnmatched().stream().findFirst().orElse("");
        String verb = verb(command);
        if (OPTION.matcher(first).matches()) {
            return verb + Spelling.unknown("option", first.split("=", 2)[0], options(command));
        }
        if (!command.subcommands().isEmpty() && VERB.matcher(first).matches()) {
            return verb + Spelling.unknown("verb", first, command.subcommands().keySet());
        }
        return verb + "an argument that fits nowhere (expected: options, each with its value)";
    }

    /** The verb in front of what is said of it; nothing where there is none. */
    private static String verb(CommandSpec command) {
        CommandSpec parent = command.parent();
        return parent == null ? "" : verb(parent).replace(": ", " ") + command.name() + ": ";
    }

    private static Collection<String> options(CommandSpec command) {
        List<String> names = new ArrayList<>();
        command.options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }
}
