package eu.qlpipeline.signing.agent.cli;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.agent.config.EffectiveConfig;
import java.io.PrintWriter;
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
            out.println(json(config));
        } else {
            config.entries()
                    .forEach(entry -> out.println(entry.key() + ": " + entry.value() + "  # " + entry.origin()));
        }
        out.flush();
    }

    private static JsonObject json(EffectiveConfig config) {
        var keys = new JsonObject();
        for (EffectiveConfig.Entry entry : config.entries()) {
            var value = new JsonObject();
            value.addProperty("value", entry.value());
            value.addProperty("origin", entry.origin());
            keys.add(entry.key(), value);
        }
        return keys;
    }
}
