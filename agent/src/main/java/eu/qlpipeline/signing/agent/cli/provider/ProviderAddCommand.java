package eu.qlpipeline.signing.agent.cli.provider;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.policy.editing.ProviderEditor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code provider add}: writes the file of a new caller. */
@Command(
        name = "add",
        description = {
            "Write the file of a new caller, and its certificate beside it.",
            "Refuses where either is there already, and whatever the agent would not read."
        })
final class ProviderAddCommand implements Callable<Integer> {

    private final ConfigOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the caller.")
    private String name = "";

    @Option(names = "--certificate", paramLabel = "FILE", description = "The caller's client certificate, PEM.")
    private @Nullable Path certificate;

    @Option(
            names = "--san",
            paramLabel = "NAME",
            description = "Instead of --certificate: dns:NAME or uri:URI, with --ca.")
    private @Nullable String san;

    @Option(names = "--ca", paramLabel = "FILE", description = "Authorities that certify the name of --san, PEM.")
    private @Nullable Path authorities;

    @Option(
            names = "--purpose",
            paramLabel = "PURPOSE",
            description = "What the caller may ask for; may be repeated (default: raw-challenge).")
    private final List<String> purposes = new ArrayList<>();

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            description = "A name of the caller for bound challenges; may be repeated.")
    private final List<String> audiences = new ArrayList<>();

    @Option(names = "--no-batch", description = "Answer the caller by no signature that answers others too.")
    private boolean noBatch;

    @Option(names = "--rate", paramLabel = "NUMBER", description = "How many challenges a second.")
    private @Nullable String rate;

    @Option(
            names = "--burst",
            paramLabel = "NUMBER",
            description = "How many challenges at once after a pause; with --rate.")
    private @Nullable String burst;

    @Option(
            names = "--concurrency",
            paramLabel = "NUMBER",
            description = "How many challenges in work at the same time.")
    private @Nullable String concurrency;

    @Option(names = "--tls-rate", paramLabel = "NUMBER", description = "How many signatures for TLS a second.")
    private @Nullable String tlsRate;

    @Option(
            names = "--tls-burst",
            paramLabel = "NUMBER",
            description = "How many signatures for TLS at once after a pause; with --tls-rate.")
    private @Nullable String tlsBurst;

    @Option(
            names = "--tls-concurrency",
            paramLabel = "NUMBER",
            description = "How many signatures for TLS in work at the same time.")
    private @Nullable String tlsConcurrency;

    @Option(
            names = "--valid-until",
            paramLabel = "DATE",
            description = "The caller's last day, as 2026-12-31, or a time.")
    private @Nullable String validUntil;

    ProviderAddCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        Path file = certificate;
        boolean certified = san != null && authorities != null;
        if ((file == null) != certified || (san == null) != (authorities == null)) {
            throw new ParameterException(
                    spec.commandLine(), "identity: not clear (expected: --certificate, or --san with --ca)");
        }
        Path source = certified ? authorities : file;
        if (source == null) {
            throw new IllegalStateException("one of the two was checked to be there");
        }
        Clock clock = Clock.systemUTC();
        var editor = new ProviderEditor(options.settings().providers(), clock);
        var entry = editor.add(new ProviderEditor.Draft(name, source, certified, lines()));
        Console console = Console.of(spec);
        console.print(ProviderReport.text(entry, clock.instant()));
        console.print("written to " + entry.file() + "\n");
        editor.requireUsable();
        return ExitCode.DONE;
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        add(lines, "san", san == null ? null : quoted(san));
        lines.add("purposes: " + list(purposes.isEmpty() ? List.of("raw-challenge") : purposes));
        add(lines, "audiences", audiences.isEmpty() ? null : list(audiences));
        add(lines, "allow-batch", noBatch ? "false" : null);
        add(lines, "rate", rate);
        add(lines, "burst", burst);
        add(lines, "concurrency", concurrency);
        add(lines, "tls-rate", tlsRate);
        add(lines, "tls-burst", tlsBurst);
        add(lines, "tls-concurrency", tlsConcurrency);
        add(lines, "valid-until", validUntil == null ? null : quoted(validUntil));
        return lines;
    }

    private static void add(List<String> lines, String key, @Nullable String value) {
        if (value != null) {
            lines.add(key + ": " + value.replaceAll("\\R", " "));
        }
    }

    private static String list(List<String> items) {
        return "["
                + String.join(
                        ", ", items.stream().map(ProviderAddCommand::quoted).toList()) + "]";
    }

    /** In single quotes, in which YAML knows no escapes but the doubled quote: a value stays one value. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replaceAll("\\R", " ") + "'";
    }
}
