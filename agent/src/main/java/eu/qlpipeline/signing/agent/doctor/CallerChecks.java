package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.CallerIdentity;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The doctor's check of the callers: that there are some, and which of them get in no more, or not for long. */
final class CallerChecks {

    private static final String CHECK = "callers";

    private final PolicySettings settings;
    private final Clock clock;

    CallerChecks(PolicySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    DoctorFinding examine() {
        try {
            List<ProviderEntry> entries = ProviderDirectory.entries(settings, read -> {}).stream()
                    .filter(entry -> !entry.disabled())
                    .toList();
            if (entries.isEmpty()) {
                throw new AgentException(
                        ReasonCode.CONFIGURATION,
                        "providers.directory: no caller in " + settings.directory() + " (expected: one or more)",
                        "write one file NAME.yaml for each provider, with certificate and purposes");
            }
            return finding(entries);
        } catch (AgentException e) {
            return DoctorFinding.failed(CHECK, e);
        }
    }

    private DoctorFinding finding(List<ProviderEntry> entries) {
        String count = entries.size() + " in " + settings.directory();
        Instant now = clock.instant();
        List<String> ends = new ArrayList<>();
        Set<String> hints = new LinkedHashSet<>();
        for (ProviderEntry entry : entries) {
            String name = entry.caller().name();
            entry.caller()
                    .validUntil()
                    .map(at -> new DoctorFinding.End(at, now))
                    .filter(DoctorFinding.End::isSoon)
                    .ifPresent(end -> {
                        ends.add("valid-until of " + name + " " + end);
                        hints.add("set another valid-until in its file, or: signing-agent provider remove NAME");
                    });
            var end = new DoctorFinding.End(entry.certificateEnd(), now);
            if (end.isSoon()) {
                ends.add("the stored certificate of " + name + " " + end);
                hints.addAll(hints(entry.caller().identity()));
            }
        }
        return ends.isEmpty()
                ? DoctorFinding.ok(CHECK, count)
                : DoctorFinding.warning(CHECK, count + "; " + String.join("; ", ends), hints.toArray(String[]::new));
    }

    private static List<String> hints(CallerIdentity identity) {
        return identity instanceof CallerIdentity.CertifiedName
                ? List.of(
                        "an authority that has ended certifies nobody: put its successor into the same file, beside it")
                : List.of(
                        "a certificate that was renewed with the same key is let in, whichever of them is stored",
                        "for one of another key: signing-agent provider certificate NAME --certificate FILE");
    }
}
