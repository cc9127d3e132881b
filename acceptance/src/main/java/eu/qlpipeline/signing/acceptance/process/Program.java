package eu.qlpipeline.signing.acceptance.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program ready to be started: command line, environment and working directory. Nothing but the search path is
 * inherited from the environment of this process.
 *
 * @param command the program and its leading arguments
 * @param environment the variables it sees, besides PATH and a fixed LC_ALL
 * @param directory where it runs
 */
public record Program(List<String> command, Map<String, String> environment, Path directory) {

    /** Copies what is mutable. */
    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** A program without variables of its own. */
    public static Program of(Path directory, String... command) {
        return new Program(List.of(command), Map.of(), directory);
    }

    /** The same program with further arguments. */
    public Program with(String... arguments) {
        return with(List.of(arguments));
    }

    /** The same program with further arguments. */
    public Program with(List<String> arguments) {
        var longer = new ArrayList<>(command);
        longer.addAll(arguments);
        return new Program(longer, environment, directory);
    }

    /** The same program with one more variable. */
    public Program withVariable(String name, String value) {
        var more = new TreeMap<>(environment);
        more.put(name, value);
        return new Program(command, more, directory);
    }

    ProcessBuilder prepare() {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        var variables = builder.environment();
        String path = variables.getOrDefault("PATH", "/usr/bin:/bin");
        variables.clear();
        // Not every user has the system's programs on the path.
        variables.put("PATH", path + ":/usr/sbin:/sbin");
        variables.put("LC_ALL", "C.UTF-8");
        variables.putAll(environment);
        return builder;
    }
}
