package eu.qlpipeline.signing.agent.policy;

import java.nio.file.Path;

/**
 * Where the callers are listed.
 *
 * @param directory the directory with one YAML file for each caller
 */
public record PolicySettings(Path directory) {

    /** The directory where none is set. */
    public static final Path DEFAULT_DIRECTORY = Path.of("providers");
}
