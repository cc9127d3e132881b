package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.agent.audit.verify.Verification;
import eu.qlpipeline.signing.agent.certificate.CertificateFile;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.failure.IntRange;
import eu.qlpipeline.signing.fetch.console.CountConverter;
import eu.qlpipeline.signing.fetch.console.TerminalText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit verify}: holds a log against its checkpoints. */
@Command(
        name = "verify",
        description = {
            "Verify a log offline, with nothing but its files and the certificate of the key that signed it.",
            "Finds changed, missing, moved and added records, and names the place. Exit code 1 if it found any."
        })
final class AuditVerifyCommand implements Callable<Integer> {

    /** For a token that fails for a while when its signature is due. */
    private static final int SPARE_MINUTES = 60;

    private static final String ONE_EACH = "one file for each, and --certificate once for each of them";

    /** A hundred years. */
    private static final IntRange UNSIGNED_MINUTES = new IntRange(1, 52_560_000);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final LogOption log = new LogOption();

    @Mixin
    private final JsonOption output = new JsonOption();

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "The certificate of the signing key, otherwise certificate.file of the configuration;"
                    + " repeat it if the log outlived a key.")
    private List<Path> certificates = List.of();

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint that was exported earlier: the log has to continue it.")
    private @Nullable Path checkpoint;

    @Option(
            names = "--live",
            description = "An agent is writing this log: its last records need not be signed by a checkpoint yet,"
                    + " nor be there to their ends.")
    private boolean live;

    @Option(
            names = "--unsigned-minutes",
            paramLabel = "MINUTES",
            converter = CountConverter.class,
            description = "With --live: for how long the last records may be unsigned. Default: 1500, which no"
                    + " audit.checkpoint-minutes reaches.")
    private int unsignedMinutes = AuditSettings.CHECKPOINT_MINUTES.max() + SPARE_MINUTES;

    AuditVerifyCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        UNSIGNED_MINUTES.require("--unsigned-minutes", unsignedMinutes);
        LogVerifier verifier = LogVerifier.of(files().stream()
                .map(file -> CertificateFile.read("certificate", file, ONE_EACH))
                .toList());
        var exported = Optional.ofNullable(checkpoint).map(AuditFiles::checkpoint);
        LogDirectory directory = log.directory(options);
        Instant now = Clock.systemUTC().instant();
        Verification verification;
        try {
            verification = verifier.verify(directory, exported, live)
                    .unsignedFrom(now.minus(Duration.ofMinutes(unsignedMinutes)));
        } catch (IOException e) {
            throw LogOption.unreadable(directory, e);
        }
        Console console = Console.of(spec);
        if (output.json()) {
            console.json(json(verification, now));
        } else {
            print(console, verification, now);
        }
        hints(console, verification);
        return verification.ok() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    /** The certificates; the configuration is read only where the option is not given. */
    private List<Path> files() {
        return certificates.isEmpty() ? List.of(options.settings().certificate().file()) : certificates;
    }

    private static void print(Console console, Verification verification, Instant now) {
        // A message may repeat what somebody wrote into the log.
        verification
                .findings()
                .forEach(finding -> console.print(TerminalText.printable(
                                "%s %s: %s".formatted(finding.kind(), finding.place(), finding.message()))
                        + System.lineSeparator()));
        if (verification.more() > 0) {
            console.print(verification.more() + " more of these kinds" + System.lineSeparator());
        }
        console.print(String.format(
                Locale.ROOT,
                "%s: %d records, %d signed, by %d checkpoints%n",
                verification.origin().isEmpty() ? "no log" : verification.origin(),
                verification.records(),
                verification.signed(),
                verification.checkpoints()));
        String since = verification
                .unsignedSince()
                .map(time -> ", since " + time + ", for " + seconds(time, now) + " s")
                .orElse("");
        verification
                .unsigned()
                .ifPresent(place -> console.print("not signed yet: from %s%s%n".formatted(place, since)));
        console.print(verification.ok() ? "good%n".formatted() : "not good%n".formatted());
    }

    private static void hints(Console console, Verification verification) {
        List<LogFinding.Kind> kinds =
                verification.findings().stream().map(LogFinding::kind).toList();
        if (kinds.contains(LogFinding.Kind.TAIL_UNSIGNED)) {
            console.note("hint: the log of a running or killed agent ends like this; --live permits it");
        }
        if (kinds.contains(LogFinding.Kind.TAIL_STALE)) {
            console.note("hint: an agent that runs, and whose token does, signs its log every audit.checkpoint-minutes:"
                    + " signing-agent doctor; --unsigned-minutes permits more");
        }
        if (kinds.contains(LogFinding.Kind.CHECKPOINT_FOREIGN)) {
            console.note("hint: a log that outlived a key needs --certificate once for each of its keys");
        }
        if (kinds.contains(LogFinding.Kind.TORN) && !kinds.contains(LogFinding.Kind.TAIL_REMOVED)) {
            console.note(
                    "hint: an agent that was killed while it wrote leaves this at the end of the newest segment, and its next start"
                            + " cuts it; in another segment records are missing");
        }
    }

    /** Not below 0: what an agent records while the log is read is of later than now. */
    private static long seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toSeconds());
    }

    private static Map<String, Object> json(Verification verification, Instant now) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("ok", verification.ok());
        report.put("origin", verification.origin());
        report.put("records", verification.records());
        report.put("signedRecords", verification.signed());
        report.put("checkpoints", verification.checkpoints());
        verification.unsigned().ifPresent(place -> report.put("unsignedFrom", place));
        verification.unsignedSince().ifPresent(time -> {
            report.put("unsignedSince", time.toString());
            report.put("unsignedSeconds", seconds(time, now));
        });
        report.put("findings", verification.findings());
        report.put("moreFindings", verification.more());
        return report;
    }
}
