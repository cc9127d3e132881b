package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.cli.console.ConfigOptions;
import eu.qlpipeline.signing.agent.cli.console.Console;
import eu.qlpipeline.signing.agent.cli.console.JsonOption;
import eu.qlpipeline.signing.agent.config.EffectiveConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code config}: what there is to know about the configuration. */
@Command(name = "config", description = "Show the configuration.")
final class ConfigCommand implements Runnable {

    private final ConfigOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    ConfigCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "config: no verb (expected: print)");
    }

    /** {@code config print}: the values that hold, and where each comes from. */
    @Command(
            name = "print",
            description = "Print each key with its value and where that was set. No key holds a secret.")
    void print(@Mixin JsonOption output) {
        EffectiveConfig config = options.load().effective();
        Console console = Console.of(spec);
        if (output.json()) {
            console.json(report(config));
        } else {
            config.entries()
                    .forEach(entry -> console.print(
                            entry.key() + ": " + entry.value() + "  # " + entry.origin() + System.lineSeparator()));
        }
    }

    private static Map<String, Object> report(EffectiveConfig config) {
        var report = new LinkedHashMap<String, Object>();
        for (EffectiveConfig.Entry entry : config.entries()) {
            var value = new LinkedHashMap<String, Object>();
            value.put("value", entry.value());
            value.put("origin", entry.origin());
            report.put(entry.key(), value);
        }
        return report;
    }
}
