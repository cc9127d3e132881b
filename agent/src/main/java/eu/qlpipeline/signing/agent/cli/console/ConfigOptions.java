package eu.qlpipeline.signing.agent.cli.console;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.config.ConfigRequest;
import eu.qlpipeline.signing.agent.failure.ShellWord;
import eu.qlpipeline.signing.agent.telemetry.Logging;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The options that all verbs share, before the verb or after it. */
public final class ConfigOptions {

    private final Map<String, String> environment;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration file; otherwise $SIGNING_AGENT_CONFIG, ./signing-agent.yaml or"
                    + " /etc/signing-agent/signing-agent.yaml.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            parameterConsumer = FlagConsumer.class,
            description = "Set a key of the configuration; may be repeated.")
    private final List<String> flags = new ArrayList<>();

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show a stack trace where something fails.")
    private boolean debug;

    public ConfigOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Loads the settings, and sets up the log as they say. */
    public AgentSettings settings() {
        return configure().settings();
    }

    /** Loads the settings with their origins, and has the log written as they say. */
    public ConfigLoader.Loaded configure() {
        ConfigLoader.Loaded loaded = load();
        Logging.configure(loaded.settings().log());
        return loaded;
    }

    /** Loads the settings with their origins. */
    public ConfigLoader.Loaded load() {
        return ConfigLoader.load(new ConfigRequest(Optional.ofNullable(file), flags, environment, Path.of("")));
    }

    /** What these options said of the configuration, to be typed once more after a verb; without the {@code --set} of those keys. */
    public String repeated(Set<String> without) {
        Stream<String> config = Stream.ofNullable(file).map(path -> " --config " + ShellWord.of(path.toString()));
        Stream<String> set = flags.stream()
                .filter(flag -> !without.contains(flag.split("=", 2)[0]))
                .map(flag -> " --set " + ShellWord.of(flag));
        return Stream.concat(config, set).collect(Collectors.joining());
    }

    /** Whether the operator wants stack traces. */
    public boolean debug() {
        return debug;
    }

    /** Adds each --set to the list, also where some stand before the verb and some after it. */
    private static final class FlagConsumer implements IParameterConsumer {

        @Override
        @SuppressWarnings("JdkObsolete") // picocli hands over a Stack
        public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
            if (arguments.isEmpty()) {
                throw new ParameterException(command.commandLine(), "--set: no value (expected: KEY=VALUE)");
            }
            List<String> values = option.getValue();
            values.add(arguments.pop());
        }
    }
}
