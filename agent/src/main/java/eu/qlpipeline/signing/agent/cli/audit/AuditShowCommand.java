package eu.qlpipeline.signing.agent.cli.audit;

import eu.qlpipeline.signing.agent.audit.segment.DamageException;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogReading;
import eu.qlpipeline.signing.agent.audit.verify.RecordFilter;
import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.failure.TextRule;
import eu.qlpipeline.signing.agent.yaml.Spelling;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.audit.AuditRecord;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit show}: prints records. */
@Command(
        name = "show",
        description = {"Print the records of a log, one on a line. Verifies nothing: that is audit verify."})
final class AuditShowCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private final ConfigOptions options;

    @Mixin
    private final LogOption log = new LogOption();

    @Option(names = "--json", description = "Print each record as one JSON object on a line.")
    private boolean json;

    @Option(names = "--caller", paramLabel = "NAME", description = "Only requests of that caller.")
    private @Nullable String caller;

    @Option(names = "--purpose", paramLabel = "PURPOSE", description = "Only requests for that, as raw-challenge.")
    private @Nullable String purpose;

    @Option(names = "--since", paramLabel = "TIME", description = "Only from then on, as 2026-05-01T10:00:00Z.")
    private @Nullable String since;

    @Option(names = "--outcome", paramLabel = "OUTCOME", description = "Only outcomes that are SIGNED, or that reason.")
    private @Nullable String outcome;

    AuditShowCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var filter = new RecordFilter(
                Optional.ofNullable(caller),
                Optional.ofNullable(purpose).map(AuditShowCommand::purpose),
                Optional.ofNullable(since).map(AuditShowCommand::time),
                Optional.ofNullable(outcome).map(AuditShowCommand::outcome));
        LogDirectory directory = log.directory(options);
        Function<AuditRecord, String> form = json ? RecordReport::json : RecordReport::text;
        Console console = Console.of(spec);
        var found = new Counts();
        try {
            LogReading.read(directory, logRecord -> {
                found.records++;
                if (filter.test(logRecord)) {
                    found.shown++;
                    console.print(form.apply(logRecord));
                }
            });
        } catch (IOException e) {
            throw LogOption.unreadable(directory, e);
        } catch (DamageException e) {
            console.problem(LogOption.damaged(e));
            return ExitCode.REFUSED;
        }
        if (found.shown == 0) {
            console.note(
                    found.records == 0
                            ? "no record in " + directory.path()
                            : "no record matches, of " + found.records + " in " + directory.path());
        }
        return ExitCode.DONE;
    }

    /** So that an empty answer is not taken for one that says that nothing was signed. */
    private static final class Counts {
        private long records;
        private long shown;
    }

    private static String outcome(String name) {
        List<String> known = Stream.concat(
                        Stream.of(RecordFilter.SIGNED),
                        Arrays.stream(ReasonCode.values()).map(Enum::name))
                .toList();
        if (!known.contains(name)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "--outcome: " + Spelling.unknown("outcome", name, known),
                    "name SIGNED, or a reason in capitals, as CALLER_UNKNOWN; docs/audit.md says what is recorded");
        }
        return name;
    }

    private static PurposeKind purpose(String label) {
        return PurposeKind.ofLabel(label)
                .orElseThrow(() -> new AgentException(
                        ReasonCode.CONFIGURATION,
                        "--purpose: " + TextRule.printable(label) + " (expected: a purpose, as raw-challenge)"));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "--since: " + TextRule.printable(text) + " (expected: a time, as 2026-05-01T10:00:00Z)",
                    e);
        }
    }
}
