package eu.qlpipeline.signing.agent.cli.provider;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import eu.qlpipeline.signing.agent.policy.editing.ProviderEditor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code provider}: who may ask. */
@Command(
        name = "provider",
        description = {"List and change who may ask the agent.", "An agent that serves takes changes over by itself."})
public final class ProviderCommand implements Runnable {

    private final ConfigOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    private ProviderCommand(ConfigOptions options) {
        this.options = options;
    }

    /** The verb with all its own, for the configuration that the options name. */
    public static CommandLine of(ConfigOptions options) {
        return new CommandLine(new ProviderCommand(options)).addSubcommand(new ProviderAddCommand(options));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "provider: no verb (expected: add, list, certificate, remove, disable or enable)");
    }

    private PolicySettings settings() {
        return options.settings().providers();
    }

    /** {@code provider list}: all callers, also those out of effect. */
    @Command(name = "list", description = "Print all callers, also those that are disabled.")
    void list(@Mixin JsonOption output) {
        List<ProviderEntry> entries = ProviderDirectory.entries(settings(), read -> {});
        Console console = Console.of(spec);
        Instant now = Clock.systemUTC().instant();
        if (output.json()) {
            console.json(Map.of(
                    "providers",
                    entries.stream()
                            .map(entry -> ProviderReport.json(entry, now))
                            .toList()));
        } else {
            entries.forEach(entry -> console.print(ProviderReport.text(entry, now)));
        }
    }

    /** {@code provider certificate}: replaces a caller's certificate. */
    @Command(
            name = "certificate",
            description = {
                "Put another certificate in the place of a caller's own, whatever its key.",
                "Name, rights, limits and receipts stay; connections with the earlier key end at once."
            })
    void certificate(
            @Parameters(paramLabel = "NAME", description = "The caller.") String name,
            @Option(
                            names = "--certificate",
                            paramLabel = "FILE",
                            required = true,
                            description = "The caller's other client certificate, PEM.")
                    Path certificate) {
        Clock clock = Clock.systemUTC();
        var editor = new ProviderEditor(settings(), clock);
        ProviderEntry entry = editor.replaceCertificate(name, certificate);
        Console.of(spec).print(ProviderReport.text(entry, clock.instant()));
        editor.requireUsable();
    }

    /** {@code provider remove}: deletes a caller's files. */
    @Command(name = "remove", description = "Delete a caller's file and certificate; its connections end at once.")
    void remove(@Parameters(paramLabel = "NAME", description = "The caller.") String name) {
        var editor = new ProviderEditor(settings(), Clock.systemUTC());
        List<Path> kept = editor.remove(name);
        Console console = Console.of(spec);
        console.print("removed " + name + "\n");
        kept.forEach(file -> console.print("kept " + file + ", which another file names or may name\n"));
        editor.requireUsable();
    }

    /** {@code provider disable}: puts a caller out of effect. */
    @Command(name = "disable", description = "Put a caller out of effect; its connections end at once.")
    void disable(@Parameters(paramLabel = "NAME", description = "The caller.") String name) {
        turn(name, true);
    }

    /** {@code provider enable}: puts a caller into effect again. */
    @Command(name = "enable", description = "Put a caller into effect again.")
    void enable(@Parameters(paramLabel = "NAME", description = "The caller.") String name) {
        turn(name, false);
    }

    private void turn(String name, boolean disabled) {
        var editor = new ProviderEditor(settings(), Clock.systemUTC());
        boolean changed = editor.disable(name, disabled);
        String now = disabled ? "disabled" : "enabled";
        Console.of(spec).print(now + (changed ? " " : " already: ") + name + "\n");
        editor.requireUsable();
    }
}
