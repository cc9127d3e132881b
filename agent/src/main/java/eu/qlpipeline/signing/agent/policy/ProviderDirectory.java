package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.Trust;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The directory in which the operator lists the callers, one file NAME.yaml for each. */
public final class ProviderDirectory {

    private static final String SUFFIX = ".yaml";

    private ProviderDirectory() {}

    /**
     * What the directory says.
     *
     * @param entries what its files say that are usable, also of callers that are out of effect, in the order of their names
     * @param problem all problems of all files; empty if there is none
     * @param standing the names of the callers that have a file, without those whose file says that they are disabled; empty
     *     where the directory cannot be read
     */
    public record Contents(
            List<ProviderEntry> entries, Optional<AgentException> problem, Optional<Set<String>> standing) {

        /** Copies the collections. */
        public Contents {
            entries = List.copyOf(entries);
            standing = standing.map(Set::copyOf);
        }

        /** The callers, those that are disabled out of effect. */
        public CallerRegistry callers() {
            return CallerRegistry.of(callers(false), callers(true));
        }

        private List<Caller> callers(boolean disabled) {
            return entries.stream()
                    .filter(entry -> entry.disabled() == disabled)
                    .map(ProviderEntry::caller)
                    .toList();
        }

        /** Whether it is certain, whatever the problems are, that nobody of that name is a caller. */
        public boolean withdrawn(String name) {
            return standing.filter(names -> !names.contains(name)).isPresent();
        }
    }

    /**
     * Reads all files, also those of callers that are out of effect, in the order of their names.
     *
     * @param read told of each file and directory that is looked at
     * @throws AgentException {@link ReasonCode#CONFIGURATION} with all problems of all files, if there is one
     */
    public static List<ProviderEntry> entries(PolicySettings settings, Consumer<Path> read) {
        Contents contents = read(settings, read);
        contents.problem().ifPresent(failure -> {
            throw failure;
        });
        return contents.entries();
    }

    /**
     * Reads all files, as far as they are usable.
     *
     * @param read told of each file and directory that is looked at
     */
    public static Contents read(PolicySettings settings, Consumer<Path> read) {
        var problems = new Problems();
        var entries = new ArrayList<ProviderEntry>();
        var standing = new HashSet<String>();
        Map<CallerIdentity, Path> seen = new HashMap<>();
        read.accept(settings.directory());
        refuseOpen(settings.directory(), problems);
        Optional<List<Path>> files = files(settings.directory(), problems);
        for (Path file : files.orElse(List.of())) {
            ProviderFile.Reading reading = ProviderFile.read(file, problems, read);
            if (!reading.disabled()) {
                standing.add(stem(file));
            }
            reading.entry().ifPresent(entry -> {
                Path other = seen.putIfAbsent(entry.caller().identity(), file);
                if (other == null) {
                    entries.add(entry);
                } else {
                    problems.add(
                            Location.of(file.toString()), twice(entry.caller().identity(), other));
                }
            });
        }
        return new Contents(entries, problems.failure(), files.map(all -> standing));
    }

    /** Who may write it would say who the callers are. */
    static void refuseOpen(Path path, Problems problems) {
        Trust.writtenByOthers(path)
                .ifPresent(flaw -> problems.add(Location.of(path.toString()), flaw.what(), flaw.hint()));
    }

    private static String twice(CallerIdentity identity, Path other) {
        return identity instanceof CallerIdentity.PinnedKey
                ? "certificate: has the key of " + other.getFileName() + " (expected: one file for a key)"
                : "san: is that of " + other.getFileName() + ", under the same ca (expected: one file for a name)";
    }

    private static Optional<List<Path>> files(Path directory, Problems problems) {
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
            boolean missing = Files.notExists(directory);
            problems.add(
                    Location.of(directory.toString()),
                    "providers.directory "
                            + (missing
                                    ? "is not there"
                                    : Files.isDirectory(directory) ? "cannot be read" : "is no directory")
                            + " (expected: a directory with one YAML file for each caller)",
                    missing ? "if its name is right, create it: mkdir -p " + directory : "ls -ld " + directory);
            return Optional.empty();
        }
        files.sort(null);
        return Optional.of(files);
    }

    static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
