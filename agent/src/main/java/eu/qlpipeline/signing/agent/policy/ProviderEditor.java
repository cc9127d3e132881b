package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Adds, removes and switches callers in the directory that lists them. What is written was read back first; a file appears or
 * changes as a whole, and none is replaced by another caller's. An agent that serves takes it over by itself.
 */
public final class ProviderEditor {

    private static final Pattern DISABLED = Pattern.compile("(?m)^disabled\\s*:.*(\\R|$)");

    private final PolicySettings settings;

    public ProviderEditor(PolicySettings settings) {
        this.settings = settings;
    }

    /**
     * A caller to be.
     *
     * @param name its name
     * @param certificates the PEM file of its own certificate, or of the authorities that certify it
     * @param certified whether these are authorities
     * @param lines the other lines of its file
     */
    public record Draft(String name, Path certificates, boolean certified, List<String> lines) {}

    /**
     * Adds a caller.
     *
     * @throws AgentException (CONFIGURATION) if name or identity is taken, or it is unusable; nothing is then left behind
     */
    public ProviderEntry add(Draft draft) {
        Path file = file(draft.name());
        Path certificates = file.resolveSibling(draft.name() + (draft.certified() ? "-ca.crt" : ".crt"));
        String key = draft.certified() ? "ca" : "certificate";
        String path = draft.certificates().toAbsolutePath().toString();
        var source = new PemCertificates(key, Path.of(path), seen -> {});
        List<X509Certificate> read = hinted(
                "see what the file holds with: openssl x509 -in FILE -noout -subject",
                () -> draft.certified() ? source.some(path) : List.of(source.one(path)));
        String text = key + ": " + certificates.getFileName() + "\n" + String.join("\n", draft.lines()) + "\n";
        requireFree(file);
        List<ProviderEntry> others = ProviderDirectory.entries(settings, seen -> {});
        writeNew(certificates, PemCertificates.text(read));
        try {
            ProviderEntry entry = checked(file, text);
            others.forEach(other -> requireDifferent(key, entry.caller(), other.caller()));
            writeNew(file, text);
            return entry;
        } catch (AgentException e) {
            delete(certificates);
            throw e;
        }
    }

    /**
     * Removes a caller, and the certificates that {@link #add} wrote for it.
     *
     * @throws AgentException (CONFIGURATION) if there is none of that name
     */
    public void remove(String name) {
        Path file = requirePresent(name);
        delete(file);
        var used = new TreeSet<Path>();
        try {
            ProviderDirectory.entries(settings, used::add);
        } catch (AgentException e) {
            return; // what another file needs is not known then
        }
        List.of(file.resolveSibling(name + ".crt"), file.resolveSibling(name + "-ca.crt")).stream()
                .filter(certificates -> !used.contains(certificates))
                .forEach(ProviderEditor::delete);
    }

    /**
     * Puts a caller out of effect, or into effect again.
     *
     * @return whether that changed anything
     * @throws AgentException (CONFIGURATION) if there is none of that name, or its file is unusable
     */
    public boolean disable(String name, boolean disabled) {
        Path file = requirePresent(name);
        try {
            String before = Files.readString(file);
            if (checked(file, before).disabled() == disabled) {
                return false;
            }
            String rest = DISABLED.matcher(before).replaceAll("");
            String text = rest + (rest.endsWith("\n") ? "" : "\n") + (disabled ? "disabled: true\n" : "");
            if (checked(file, text).disabled() != disabled) {
                throw refused(file + ": disabled is not on a line of its own (expected: one that can be changed)");
            }
            Files.move(write(file, text), file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static void requireDifferent(String key, Caller added, Caller other) {
        if (added.identity().equals(other.identity())) {
            throw refused(
                    key + ": " + added.identity() + " is that of " + other.name() + " (expected: of no other caller)");
        }
    }

    private static ProviderEntry checked(Path file, String text) {
        var problems = new Problems();
        var entry = ProviderFile.parse(file, text, problems);
        problems.throwIfAny();
        return entry.orElseThrow();
    }

    private Path file(String name) {
        String known = hinted("the name of the caller is the name of its file", () -> ProviderFile.requireName(name));
        return settings.directory().resolve(known + ".yaml");
    }

    private static <T> T hinted(String hint, Supplier<T> step) {
        try {
            return step.get();
        } catch (AgentException e) {
            throw new AgentException(e.reason(), String.valueOf(e.getMessage()), e, hint);
        }
    }

    private Path requirePresent(String name) {
        Path file = file(name);
        if (Files.notExists(file)) {
            throw refused("provider: none named " + name + " in " + settings.directory() + " (expected: one)");
        }
        return file;
    }

    private static void requireFree(Path file) {
        if (Files.exists(file)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "provider: " + file + " is there already (expected: no file; none is replaced)",
                    "choose another name, or remove it first with: signing-agent provider remove NAME");
        }
    }

    /** As a whole, and never in the place of another: a link is refused where a file is. */
    private static void writeNew(Path file, String text) {
        try {
            Path written = write(file, text);
            try {
                Files.createLink(file, written);
            } finally {
                Files.delete(written);
            }
        } catch (FileAlreadyExistsException e) {
            requireFree(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static Path write(Path file, String text) throws IOException {
        Path written = file.resolveSibling("." + file.getFileName() + ".new");
        return Files.writeString(written, text, StandardCharsets.UTF_8);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static AgentException refused(String message) {
        return new AgentException(
                ReasonCode.CONFIGURATION, message, "see which there are with: signing-agent provider list");
    }

    private static AgentException unwritable(Path file, IOException e) {
        return new AgentException(
                ReasonCode.CONFIGURATION,
                file + ": cannot be written (expected: a directory that this user may write)",
                e,
                "create it: mkdir -p " + file.getParent());
    }
}
