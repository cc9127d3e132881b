package eu.qlpipeline.signing.agent.cli;

import eu.qlpipeline.signing.agent.config.EffectiveConfig;
import eu.qlpipeline.signing.agent.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code config print}: the values that hold, and where each comes from. */
@Command(name = "print", description = "Prints each key with its value and where that was set.")
final class ConfigPrintCommand implements Runnable {

    private final ConfigOptions options;

    @Option(names = "--json", description = "Prints one JSON object: key to value and origin.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
    private CommandSpec spec;

    ConfigPrintCommand(ConfigOptions options) {
        this.options = options;
    }

    @Override
    public void run() {
        EffectiveConfig config = options.load().effective();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            var keys = new LinkedHashMap<String, Object>();
            config.entries()
                    .forEach(entry -> keys.put(entry.key(), Map.of("value", entry.value(), "origin", entry.origin())));
            out.println(Json.of(keys));
        } else {
            config.entries()
                    .forEach(entry -> out.println(entry.key() + ": " + entry.value() + "  # " + entry.origin()));
        }
        out.flush();
    }
}
