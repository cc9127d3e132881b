package eu.qlpipeline.signing.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the configuration comes from. Its text form hides the environment, which may hold a PIN.
 *
 * @param file the file that the command line names; empty where it names none
 * @param flags {@code KEY=VALUE}, as on the command line
 * @param environment the variables of the environment
 * @param workingDirectory the directory in which a file is looked for; the empty path for that of the process
 */
public record ConfigRequest(
        Optional<Path> file, List<String> flags, Map<String, String> environment, Path workingDirectory) {

    /** Copies the collections. */
    public ConfigRequest {
        flags = List.copyOf(flags);
        environment = Map.copyOf(environment);
    }

    @Override
    public String toString() {
        return "ConfigRequest[" + file + "]";
    }
}
