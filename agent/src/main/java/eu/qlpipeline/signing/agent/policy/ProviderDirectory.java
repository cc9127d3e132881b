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
import java.util.function.Consumer;

/** The directory in which the operator lists the callers, one file NAME.yaml for each. */
public final class ProviderDirectory {

    private static final String SUFFIX = ".yaml";

    private ProviderDirectory() {}

    /**
     * Reads all files, for the callers in effect.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} with all problems of all files, if there is one
     */
    public static CallerRegistry load(PolicySettings settings) {
        return load(settings, file -> {});
    }

    /**
     * As {@link #load(PolicySettings)}.
     *
     * @param read told of each file and directory that is looked at
     */
    public static CallerRegistry load(PolicySettings settings, Consumer<Path> read) {
        return CallerRegistry.of(entries(settings, read).stream()
                .filter(entry -> !entry.disabled())
                .map(ProviderEntry::caller)
                .toList());
    }

    /**
     * Reads all files, also those of callers that are out of effect, in the order of their names.
     *
     * @param read told of each file and directory that is looked at
     * @throws AgentException {@link ReasonCode#CONFIGURATION} with all problems of all files, if there is one
     */
    public static List<ProviderEntry> entries(PolicySettings settings, Consumer<Path> read) {
        var problems = new Problems();
        var entries = new ArrayList<ProviderEntry>();
        Map<CallerIdentity, Path> seen = new HashMap<>();
        read.accept(settings.directory());
        for (Path file : files(settings.directory(), problems)) {
            ProviderFile.read(file, problems, read).ifPresent(entry -> {
                Path other = seen.putIfAbsent(entry.caller().identity(), file);
                if (other == null) {
                    entries.add(entry);
                } else {
                    problems.add(
                            Location.of(file.toString()), twice(entry.caller().identity(), other));
                }
            });
        }
        problems.throwIfAny();
        return entries;
    }

    private static String twice(CallerIdentity identity, Path other) {
        return identity instanceof CallerIdentity.PinnedKey
                ? "certificate: has the key of " + other.getFileName() + " (expected: one file for a key)"
                : "san: is that of " + other.getFileName() + ", under the same ca (expected: one file for a name)";
    }

    private static List<Path> files(Path directory, Problems problems) {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            for (Path file : found) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX) && !Files.isDirectory(file) && !Files.isRegularFile(file)) {
                    problems.add(Location.of(file.toString()), "not a file (expected: a file, or a link to one)");
                } else if (name.endsWith(SUFFIX)) {
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
