package eu.qlpipeline.signing.agent.policy.editing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.agent.files.WholeFile;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import eu.qlpipeline.signing.agent.policy.ProviderFile;
import eu.qlpipeline.signing.agent.yaml.Problem;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The files of callers by their names, each there or not there as a whole. */
final class ProviderFiles {

    static final String LIST = "see which there are with: signing-agent provider list";
    static final String HELP = "signing-agent provider add --help";

    private static final String SUFFIX = ".yaml";

    private final PolicySettings settings;

    ProviderFiles(PolicySettings settings) {
        this.settings = settings;
    }

    /** The file of a caller of that name, be it there or not. */
    Path of(String name) {
        String known = hinted("the name of the caller is the name of its file", () -> ProviderFile.requireName(name));
        return settings.directory().resolve(known + SUFFIX);
    }

    /** The file of a caller to be. */
    Path ofNew(String name) {
        if (name.endsWith(SUFFIX)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "name of the caller: " + TextRule.printable(name) + " (expected: a name, without " + SUFFIX + ")",
                    "the name of the caller is the name of its file, which gets its ending by itself");
        }
        return of(name);
    }

    /** The file of a caller of that name, which is there. */
    Path present(String name) {
        Path file = of(name);
        if (Files.notExists(file)) {
            throw refused("provider: none named " + name + " in " + settings.directory() + " (expected: one)", LIST);
        }
        return file;
    }

    /** The files beside it in which the certificates of a caller are that the agent's program wrote. */
    static List<Path> certificates(String name, Path file) {
        return List.of(certificates(name, file, false), certificates(name, file, true));
    }

    static Path certificates(String name, Path file, boolean authorities) {
        return file.resolveSibling(name + (authorities ? "-ca.crt" : ".crt"));
    }

    /** Whether a caller's file names a file, however that is written; so is every one where not all files can be read. */
    Predicate<Path> named() {
        var named = new TreeSet<Path>();
        try {
            ProviderDirectory.entries(settings, path -> named.add(real(path)));
            return path -> named.contains(real(path));
        } catch (AgentException e) {
            return path -> true;
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** A link that leads nowhere is not free either: it is the operator's. */
    static void requireFree(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(file);
        }
    }

    private static AgentException taken(Path file) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                "provider: " + file + " is there already (expected: no file; none is replaced)",
                file.toString().endsWith(SUFFIX) && Files.exists(file)
                        ? "choose another name, or remove it first with: signing-agent provider remove NAME"
                        : "no caller of that name is left: move the file away, or choose another name");
    }

    /** Returns if the file is there by this call alone. */
    static void create(Path file, String text) {
        try {
            WholeFile.create(file, text);
        } catch (FileAlreadyExistsException e) {
            throw taken(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static void delete(Path file) {
        try {
            WholeFile.delete(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    static <T> T hinted(String hint, Supplier<T> step) {
        try {
            return step.get();
        } catch (AgentException e) {
            throw e.hinting(List.of(hint));
        }
    }

    static AgentException refused(String message, String hint) {
        return new AgentException(ReasonCode.CONFIGURATION, message, hint);
    }

    static AgentException unwritable(Path file, IOException e) {
        return FileProblem.unwritable("provider", file, e);
    }

    /**
     * The whole path of a file that the command line names.
     *
     * @throws AgentException (CONFIGURATION) if there is none, or it is no regular file
     */
    static String existing(String key, Path named) {
        Path file = named.toAbsolutePath();
        if (!Files.exists(file)) {
            throw FileProblem.unreadable(key, file, new NoSuchFileException(file.toString()));
        }
        if (!Files.isRegularFile(file)) {
            throw FileProblem.unreadable(
                    key, file, new FileSystemException(file.toString(), null, "it is no regular file"));
        }
        return file.toString();
    }

    /** As {@link #checked}, of a file that is not there yet: no place in it is named. */
    static ProviderEntry drafted(Path file, String text) {
        var problems = new Problems();
        Optional<ProviderEntry> entry = ProviderFile.parse(file, text, problems);
        if (problems.list().isEmpty()) {
            return entry.orElseThrow();
        }
        throw refused(problems.list().stream().map(Problem::message).collect(Collectors.joining("\n")), HELP);
    }

    /** Whether a file with that text is usable, and its caller disabled or not. No place in it is named: it is not there yet. */
    static boolean says(Path file, String text, boolean disabled) {
        var problems = new Problems();
        return ProviderFile.parse(file, text, problems)
                .filter(entry -> problems.list().isEmpty() && entry.disabled() == disabled)
                .isPresent();
    }

    /**
     * The caller of a file with that text.
     *
     * @throws AgentException (CONFIGURATION) with all its problems otherwise
     */
    static ProviderEntry checked(Path file, String text) {
        var problems = new Problems();
        var entry = ProviderFile.parse(file, text, problems);
        problems.throwIfAny();
        return entry.orElseThrow();
    }
}
