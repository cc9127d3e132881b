package eu.qlpipeline.signing.agent.policy.editing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerIdentity;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Adds, removes, switches and changes callers in the directory that lists them. What is written was read back first; a file appears or
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
        List<X509Certificate> read = draft.certified()
                ? SentCertificates.authorities(draft.certificates(), clock)
                : List.of(SentCertificates.own(draft.certificates(), clock));
        String text = key + ": " + certificates.getFileName() + "\n" + String.join("\n", draft.lines()) + "\n";
        ProviderFiles.requireFree(file);
        List<ProviderEntry> others = ProviderDirectory.entries(settings, seen -> {});
        ProviderFiles.create(
                certificates, read.stream().map(CertificateEncoding::pem).collect(Collectors.joining()));
        try {
            ProviderEntry entry = new ProviderText(file, text).drafted();
            requireToCome(entry.caller());
            others.forEach(other -> requireDifferent(key, entry.caller().identity(), other.caller()));
            ProviderFiles.create(file, text);
            return entry;
        } catch (AgentException e) {
            ProviderFiles.delete(certificates);
            throw e;
        }
    }

    /**
     * Puts another certificate of a caller in the place of its own, whatever its key; all else of the caller stays.
     *
     * @return the caller with it
     * @throws AgentException (CONFIGURATION) if there is none of that name, it is known by a certified name, the certificate is not
     *     valid now or that of another caller, or a file of any caller is unusable; nothing is then changed
     */
    public ProviderEntry replaceCertificate(String name, Path sent) {
        ProviderText text = ProviderText.of(files.present(name));
        if (text.checked().caller().identity() instanceof CallerIdentity.CertifiedName known) {
            throw ProviderFiles.refused(
                    "provider: " + name + " is known by " + known + ", whatever its key (expected: by its certificate)",
                    "another key of it needs nothing; another authority: put it into the file of ca, beside the earlier");
        }
        X509Certificate certificate = SentCertificates.own(sent, clock);
        Path place = ProviderFiles.real(text.certificates());
        List<Path> named = new ArrayList<>();
        var identity = new CallerIdentity.PinnedKey(SpkiFingerprint.of(certificate));
        ProviderDirectory.entries(settings, named::add).stream()
                .filter(other -> !other.file().equals(text.file()))
                .forEach(other -> requireDifferent("certificate", identity, other.caller()));
        if (named.stream().map(ProviderFiles::real).filter(place::equals).count() > 1) {
            throw ProviderFiles.refused(
                    "certificate: " + place + " is named by another file, too (expected: by that of " + name
                            + " alone)",
                    "name a file of its own in " + text.file());
        }
        ProviderFiles.replace(place, CertificateEncoding.pem(certificate));
        return text.checked();
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
        ProviderText before = ProviderText.of(files.present(name));
        if (before.checked().disabled() == disabled) {
            return false;
        }
        String rest = DISABLED.matcher(before.text()).replaceAll("");
        String text = rest + (rest.endsWith("\n") ? "" : "\n") + (disabled ? "disabled: true\n" : "");
        if (!new ProviderText(before.file(), text).says(disabled)) {
            throw ProviderFiles.refused(
                    before.file()
                            + ": not one key a line (expected: each at the start of its own, and no end of the document)",
                    disabled
                            ? "add disabled: true by hand, or: signing-agent provider remove " + name
                            : "take disabled out by hand");
        }
        ProviderFiles.replace(before.file(), text);
        return true;
    }

    /**
     * Returns if an agent that serves puts into effect what the directory says now.
     *
     * @throws AgentException (CONFIGURATION) with all problems of all files otherwise
     */
    public void requireUsable() {
        try {
            ProviderDirectory.entries(settings, seen -> {});
        } catch (AgentException e) {
            List<String> hints = new ArrayList<>(List.of(STALE));
            hints.addAll(e.hints());
            throw e.hinting(hints);
        }
    }

    private static void requireDifferent(String key, CallerIdentity added, Caller other) {
        if (added.equals(other.identity())) {
            throw ProviderFiles.refused(
                    key + ": " + added + " is that of " + other.name() + " (expected: of no other caller)",
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
