package eu.qlpipeline.signing.agent.policy.editing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.files.WholeFile;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.PemCertificates;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Adds, removes and switches callers in the directory that lists them. What is written was read back first; a file appears or
 * changes as a whole, and none is replaced by another caller's. An agent that serves takes it over by itself.
 */
public final class ProviderEditor {

    private static final Pattern DISABLED = Pattern.compile("(?m)^disabled\\s*:.*(\\R|$)");
    private static final String STALE =
            "written, but an agent that serves keeps its old callers, less those removed or disabled, until this is mended";

    private final PolicySettings settings;
    private final ProviderFiles files;
    private final Clock clock;

    /** @param clock tells whether a certificate is valid */
    public ProviderEditor(PolicySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.files = new ProviderFiles(settings);
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
     * @throws AgentException (CONFIGURATION) if name or identity is taken, a certificate is not valid now, or it is unusable
     *     otherwise; nothing is then left behind
     */
    public ProviderEntry add(Draft draft) {
        Path file = files.ofNew(draft.name());
        Path certificates = ProviderFiles.certificates(draft.name(), file, draft.certified());
        String key = draft.certified() ? "ca" : "certificate";
        List<X509Certificate> read = certificates(key, draft);
        read.forEach(certificate -> requireValid(key, certificate));
        String text = key + ": " + certificates.getFileName() + "\n" + String.join("\n", draft.lines()) + "\n";
        ProviderFiles.requireFree(file);
        List<ProviderEntry> others = ProviderDirectory.entries(settings, seen -> {});
        ProviderFiles.create(
                certificates, read.stream().map(CertificateEncoding::pem).collect(Collectors.joining()));
        try {
            ProviderEntry entry = ProviderFiles.drafted(file, text);
            requireToCome(entry.caller());
            others.forEach(other -> requireDifferent(key, entry.caller(), other.caller()));
            ProviderFiles.create(file, text);
            return entry;
        } catch (AgentException e) {
            ProviderFiles.delete(certificates);
            throw e;
        }
    }

    private static List<X509Certificate> certificates(String key, Draft draft) {
        String path = ProviderFiles.existing(key, draft.certificates());
        var source = new PemCertificates(key, Path.of(path), seen -> {});
        return ProviderFiles.hinted(
                "see what the file holds with: openssl x509 -in FILE -noout -subject",
                () -> draft.certified() ? source.some(path) : List.of(source.one(path)));
    }

    private void requireValid(String key, X509Certificate certificate) {
        Instant start = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        Instant now = clock.instant();
        if (now.isBefore(start) || now.isAfter(end)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    key + ": valid from " + start + " to " + end + " (expected: at "
                            + now.truncatedTo(ChronoUnit.SECONDS) + ")",
                    "ask for one that is valid now; its dates: openssl x509 -in FILE -noout -dates");
        }
    }

    /**
     * Removes a caller, and the certificates that {@link #add} wrote for it.
     *
     * @return those of the certificates that are kept, because another file names them, or may do so and cannot be read
     * @throws AgentException (CONFIGURATION) if there is none of that name
     */
    public List<Path> remove(String name) {
        Path file = files.present(name);
        ProviderFiles.delete(file);
        Predicate<Path> needed = files.named();
        List<Path> kept = new ArrayList<>();
        for (Path certificates : ProviderFiles.certificates(name, file)) {
            if (!needed.test(certificates)) {
                ProviderFiles.delete(certificates);
            } else if (Files.exists(certificates)) {
                kept.add(certificates);
            }
        }
        return kept;
    }

    /**
     * Puts a caller out of effect, or into effect again.
     *
     * @return whether that changed anything
     * @throws AgentException (CONFIGURATION) if there is none of that name, its file is unusable, or cannot be changed line by line
     */
    public boolean disable(String name, boolean disabled) {
        Path file = files.present(name);
        try {
            String before = Files.readString(file);
            if (ProviderFiles.checked(file, before).disabled() == disabled) {
                return false;
            }
            String rest = DISABLED.matcher(before).replaceAll("");
            String text = rest + (rest.endsWith("\n") ? "" : "\n") + (disabled ? "disabled: true\n" : "");
            if (!ProviderFiles.says(file, text, disabled)) {
                throw ProviderFiles.refused(
                        file
                                + ": not one key a line (expected: each at the start of its own, and no end of the document)",
                        disabled
                                ? "add disabled: true by hand, or: signing-agent provider remove " + name
                                : "take disabled out by hand");
            }
            WholeFile.replace(file, text);
            return true;
        } catch (IOException e) {
            throw ProviderFiles.unwritable(file, e);
        }
    }

    /**
     * Returns if an agent that serves puts into effect what the directory says now.
     *
     * @throws AgentException (CONFIGURATION) with all problems of all files otherwise
     */
    public void requireUsable() {
        try {
            ProviderDirectory.load(settings);
        } catch (AgentException e) {
            List<String> hints = new ArrayList<>(List.of(STALE));
            hints.addAll(e.hints());
            throw e.hinting(hints);
        }
    }

    private static void requireDifferent(String key, Caller added, Caller other) {
        if (added.identity().equals(other.identity())) {
            throw ProviderFiles.refused(
                    key + ": " + added.identity() + " is that of " + other.name() + " (expected: of no other caller)",
                    ProviderFiles.LIST);
        }
    }

    private void requireToCome(Caller caller) {
        caller.validUntil().filter(end -> !end.isAfter(clock.instant())).ifPresent(end -> {
            throw ProviderFiles.refused(
                    "valid-until: " + end + " is over (expected: a day that is not)", ProviderFiles.HELP);
        });
    }
}
