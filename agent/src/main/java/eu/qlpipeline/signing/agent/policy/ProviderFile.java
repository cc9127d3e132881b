package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import eu.qlpipeline.signing.agent.yaml.Spelling;
import eu.qlpipeline.signing.agent.yaml.YamlFields;
import eu.qlpipeline.signing.agent.yaml.YamlNode;
import eu.qlpipeline.signing.agent.yaml.YamlReader;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The file of one caller: who it is, the purposes it may ask for, and how much of them. */
public final class ProviderFile {

    private static final TextRule NAME = TextRule.of(
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
            "1 to 64 letters, digits, '-', '_' or '.', starting with a letter or digit");
    private static final List<String> PURPOSES =
            PurposeKind.allCallable().stream().map(PurposeKind::label).toList();
    private static final List<PurposeKind> CHALLENGES = List.of(PurposeKind.RAW_CHALLENGE, PurposeKind.BOUND_CHALLENGE);

    private final Path file;
    private final YamlFields fields;
    private final Problems problems;
    private final Consumer<Path> read;

    private ProviderFile(Path file, YamlFields fields, Problems problems, Consumer<Path> read) {
        this.file = file;
        this.fields = fields;
        this.problems = problems;
        this.read = read;
    }

    /**
     * What was read of a file.
     *
     * @param entry what it says; empty where there is a problem
     * @param disabled whether it says that the caller is disabled, with a problem or without
     */
    record Reading(Optional<ProviderEntry> entry, boolean disabled) {}

    /** Reads a file. */
    static Reading read(Path file, Problems problems, Consumer<Path> read) {
        read.accept(file);
        if (!Files.isDirectory(file) && !Files.isRegularFile(file)) {
            problems.add(Location.of(file.toString()), "not a file (expected: a file, or a link to one)");
            return new Reading(Optional.empty(), false);
        }
        ProviderDirectory.refuseOpen(file, problems);
        Consumer<Path> certificates = path -> {
            read.accept(path);
            ProviderDirectory.refuseOpen(path, problems);
        };
        return reading(file, YamlReader.read(file, problems), problems, certificates);
    }

    /**
     * Reads a text as if it were in that file; empty where there is a problem.
     *
     * @param read told of each file that it names
     */
    public static Optional<ProviderEntry> parse(Path file, String text, Problems problems, Consumer<Path> read) {
        return reading(file, YamlReader.parse(file.toString(), text, problems), problems, read)
                .entry();
    }

    private static Reading reading(
            Path file, Optional<YamlNode.Mapping> mapping, Problems problems, Consumer<Path> read) {
        Optional<String> name =
                problems.attempt(Location.of(file.toString()), () -> requireName(ProviderDirectory.stem(file)));
        if (name.isEmpty() || mapping.isEmpty()) {
            return new Reading(Optional.empty(), false);
        }
        return new ProviderFile(file, new YamlFields(mapping.get(), problems), problems, read).reading(name.get());
    }

    /**
     * Returns the name if a caller may have it.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} otherwise
     */
    public static String requireName(String name) {
        return NAME.require("name of the caller", name);
    }

    private Reading reading(String name) {
        int before = problems.list().size();
        Optional<StatedIdentity> identity = StatedIdentity.read(file, fields, problems, read);
        Set<PurposeKind> purposes = purposes(fields.requiredTexts("purposes"));
        List<Audience> audiences = audiences(fields.optionalTexts("audiences"));
        if (purposes.contains(PurposeKind.BOUND_CHALLENGE) && audiences.isEmpty()) {
            problem("audiences: not set (expected: the caller's own names, because it may ask for bound-challenge)");
        }
        boolean allowBatch = fields.optionalFlag("allow-batch").orElse(true);
        CallerLimits challengeLimits = limits("", purposes, CHALLENGES);
        CallerLimits tlsLimits = limits(CallerLimits.OF_TLS, purposes, List.of(PurposeKind.TLS13_CERTIFICATE_VERIFY));
        Optional<Instant> end = fields.optionalText("valid-until")
                .flatMap(text -> problems.attempt(text.location(), () -> end(text.text())));
        boolean disabled = fields.optionalFlag("disabled").orElse(false);
        fields.refuseOthers();
        Optional<ProviderEntry> entry = identity.filter(any -> problems.list().size() == before)
                .map(known -> new ProviderEntry(
                        file,
                        new Caller(
                                name,
                                known.identity(),
                                purposes,
                                audiences,
                                allowBatch,
                                challengeLimits,
                                tlsLimits,
                                end),
                        known.end(),
                        disabled));
        return new Reading(entry, disabled);
    }

    /**
     * The limits of one kind, which have to be for something that the caller may ask for.
     *
     * @param granted what it may ask for; empty where there is a problem
     * @param counted what these limits count
     */
    private CallerLimits limits(String prefix, Set<PurposeKind> granted, List<PurposeKind> counted) {
        CallerLimits limits = CallerLimits.read(prefix, file, fields, problems);
        if (!limits.none() && !granted.isEmpty() && Collections.disjoint(granted, counted)) {
            String labels = counted.stream().map(PurposeKind::label).collect(Collectors.joining(" or "));
            String key = prefix + (limits.rate().isPresent() ? "rate" : "concurrency");
            problem(key + ": set without " + labels + " (expected: a limit of what the caller may ask for)");
        }
        return limits;
    }

    private static Instant end(String text) {
        try {
            return text.length() == "2026-12-31".length()
                    ? LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "valid-until: " + TextRule.printable(text)
                            + " (expected: the last day as 2026-12-31, in UTC, or a time as 2026-12-31T12:00:00Z)");
        }
    }

    private Set<PurposeKind> purposes(List<YamlNode.Scalar> labels) {
        Set<PurposeKind> purposes = EnumSet.noneOf(PurposeKind.class);
        for (YamlNode.Scalar label : labels) {
            PurposeKind.ofLabel(label.text())
                    .filter(PurposeKind::callable)
                    .ifPresentOrElse(
                            purposes::add,
                            () -> problems.add(label.location(), Spelling.unknown("purpose", label.text(), PURPOSES)));
        }
        return purposes;
    }

    private List<Audience> audiences(List<YamlNode.Scalar> names) {
        var audiences = new ArrayList<Audience>();
        for (YamlNode.Scalar name : names) {
            try {
                audiences.add(new Audience(name.text()));
            } catch (ContractViolation violation) {
                problems.add(name.location(), String.valueOf(violation.getMessage()));
            }
        }
        return audiences;
    }

    private void problem(String message) {
        problems.add(Location.of(file.toString()), message);
    }
}
