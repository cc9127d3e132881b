package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The directory in which the operator lists the callers, one file NAME.yaml for each. */
public final class ProviderDirectory {

    private static final String SUFFIX = ".yaml";

    private ProviderDirectory() {}

    /**
     * Reads all files.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} with all problems of all files, if there is one
     */
    public static CallerRegistry load(PolicySettings settings) {
        var problems = new Problems();
        var callers = new ArrayList<Caller>();
        Map<SpkiFingerprint, Path> seen = new HashMap<>();
        for (Path file : files(settings.directory(), problems)) {
            ProviderFile.read(file, problems).ifPresent(caller -> {
                Path other = seen.putIfAbsent(caller.key(), file);
                if (other == null) {
                    callers.add(caller);
                } else {
                    problems.add(
                            Location.of(file.toString()),
                            "certificate: has the key of " + other.getFileName() + " (expected: one file for a key)");
                }
            });
        }
        problems.throwIfAny();
        return CallerRegistry.of(callers);
    }

    private static List<Path> files(Path directory, Problems problems) {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            for (Path file : found) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX)) {
                    files.add(file);
                } else if (name.endsWith(".yml")) {
                    problems.add(
                            Location.of(file.toString()), "would not be read (expected: a name that ends in .yaml)");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(
                    Location.of(directory.toString()),
                    "providers.directory cannot be read (expected: a directory with one YAML file for each caller)",
                    "create it: mkdir -p " + directory);
        }
        files.sort(null);
        return files;
    }

    static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
