package eu.qlpipeline.signing.agent.cli.provider;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerLimits;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A caller for people and for programs. */
final class ProviderReport {

    private ProviderReport() {}

    static Map<String, Object> json(ProviderEntry entry, Instant now) {
        Caller caller = entry.caller();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", caller.name());
        object.put("identity", caller.identity().toString());
        object.put("purposes", purposes(caller));
        object.put("audiences", caller.audiences().stream().map(String::valueOf).toList());
        object.put("allowBatch", caller.allowBatch());
        putLimits(object, List.of("rate", "burst", "concurrency"), caller.challengeLimits());
        putLimits(object, List.of("tlsRate", "tlsBurst", "tlsConcurrency"), caller.tlsLimits());
        caller.validUntil().ifPresent(end -> object.put("validUntil", end.toString()));
        object.put("certificateEnd", entry.certificateEnd().toString());
        object.put("ended", isOver(caller.validUntil(), now));
        object.put("certificateEnded", isOver(Optional.of(entry.certificateEnd()), now));
        object.put("disabled", entry.disabled());
        object.put("file", entry.file().toString());
        return object;
    }

    static String text(ProviderEntry entry, Instant now) {
        Caller caller = entry.caller();
        StringBuilder text = new StringBuilder(caller.name())
                .append(entry.disabled() ? "  (disabled)" : "")
                .append(isOver(caller.validUntil(), now) ? "  (ended)" : "")
                .append("\n  identity   ")
                .append(caller.identity())
                .append("\n  expires    ")
                .append(entry.certificateEnd())
                .append(isOver(Optional.of(entry.certificateEnd()), now) ? "  (the stored certificate has ended)" : "")
                .append("\n  purposes   ")
                .append(String.join(", ", purposes(caller)))
                .append('\n');
        if (!caller.audiences().isEmpty()) {
            text.append("  audiences  ")
                    .append(caller.audiences().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        appendLimits(text, "rate     ", "in work  ", caller.challengeLimits());
        appendLimits(text, "tls rate ", "tls work ", caller.tlsLimits());
        caller.validUntil()
                .ifPresent(end -> text.append("  until      ").append(end).append('\n'));
        return text.toString();
    }

    private static void putLimits(Map<String, Object> object, List<String> names, CallerLimits limits) {
        limits.rate().ifPresent(rate -> {
            object.put(names.get(0), rate.perSecond());
            object.put(names.get(1), rate.burst());
        });
        limits.concurrency().ifPresent(most -> object.put(names.get(2), most));
    }

    private static void appendLimits(StringBuilder text, String rates, String inWork, CallerLimits limits) {
        limits.rate()
                .ifPresent(rate -> text.append("  ")
                        .append(rates)
                        .append("  ")
                        .append(rate.perSecond())
                        .append(" a second, ")
                        .append(rate.burst())
                        .append(" at once\n"));
        limits.concurrency()
                .ifPresent(most -> text.append("  ")
                        .append(inWork)
                        .append("  ")
                        .append(most)
                        .append(" at the same time\n"));
    }

    private static boolean isOver(Optional<Instant> end, Instant now) {
        return end.filter(moment -> !moment.isAfter(now)).isPresent();
    }

    private static List<String> purposes(Caller caller) {
        return caller.purposes().stream().map(PurposeKind::label).sorted().toList();
    }
}
