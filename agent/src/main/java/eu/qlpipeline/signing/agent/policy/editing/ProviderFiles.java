package eu.qlpipeline.signing.agent.policy.editing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.files.FileProblem;
import eu.qlpipeline.signing.agent.files.WholeFile;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.policy.ProviderFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The files of callers by their names, each there or not there as a whole. */
final class ProviderFiles {

    static final String LIST = "see which there are with: signing-agent provider list";
    static final String NEW_KEY = "for another certificate of the same caller, which keeps its name and receipts:"
            + " signing-agent provider certificate NAME --certificate FILE";
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

    /** The same path for each way to write it. */
    static Path real(Path path) {
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
        boolean caller = file.toString().endsWith(SUFFIX) && Files.exists(file);
        return new AgentException(
                ReasonCode.CONFIGURATION,
                "provider: " + file + " is there already (expected: no file; none is replaced)",
                caller
                        ? new String[] {
                            NEW_KEY,
                            "for another caller: choose another name, or remove this one first with:"
                                    + " signing-agent provider remove NAME"
                        }
                        : new String[] {"no caller of that name is left: move the file away, or choose another name"});
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

    static void replace(Path file, String text) {
        try {
            WholeFile.replace(file, text);
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

    private static AgentException unwritable(Path file, IOException e) {
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
}
