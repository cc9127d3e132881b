package eu.qlpipeline.signing.agent.cli.provider;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.policy.ProviderEditor;
import eu.qlpipeline.signing.agent.policy.ProviderEntry;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
                spec.commandLine(), "provider: no verb (expected: add, list, remove, disable or enable)");
    }

    private PolicySettings settings() {
        return options.settings().providers();
    }

    /** {@code provider list}: all callers, also those out of effect. */
    @Command(name = "list", description = "Print all callers, also those that are disabled.")
    void list(@Mixin JsonOption output) {
        List<ProviderEntry> entries = ProviderDirectory.entries(settings(), read -> {});
        Console console = Console.of(spec);
        if (output.json()) {
            console.json(Map.of(
                    "providers", entries.stream().map(ProviderReport::json).toList()));
        } else {
            entries.forEach(entry -> console.print(ProviderReport.text(entry)));
        }
    }

    /** {@code provider remove}: deletes a caller's files. */
    @Command(name = "remove", description = "Delete a caller's file and certificate; its connections end at once.")
    void remove(@Parameters(paramLabel = "NAME", description = "The caller.") String name) {
        new ProviderEditor(settings()).remove(name);
        Console.of(spec).print("removed " + name + "\n");
    }

    /** {@code provider disable}: puts a caller out of effect. */
    @Command(name = "disable", description = "Put a caller out of effect; its connections end at once.")
    void disable(@Parameters(paramLabel = "NAME", description = "The caller.") String name) {
        boolean changed = new ProviderEditor(settings()).disable(name, true);
        Console.of(spec).print((changed ? "disabled " : "disabled already: ") + name + "\n");
    }

    /** {@code provider enable}: puts a caller into effect again. */
    @Command(name = "enable", description = "Put a caller into effect again.")
    void enable(@Parameters(paramLabel = "NAME", description = "The caller.") String name) {
        boolean changed = new ProviderEditor(settings()).disable(name, false);
        Console.of(spec).print((changed ? "enabled " : "enabled already: ") + name + "\n");
    }
}
