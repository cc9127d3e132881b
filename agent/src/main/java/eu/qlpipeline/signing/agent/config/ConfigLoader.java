package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Loads the configuration: defaults, file, environment and flags, in rising precedence. */
public final class ConfigLoader {

    private ConfigLoader() {}

    /**
     * The settings, and the values they were made of.
     *
     * @param settings the settings of every part
     * @param effective the values with their origins
     * @param file the file that was read; empty where there is none
     */
    public record Loaded(AgentSettings settings, EffectiveConfig effective, Optional<Path> file) {}

    /**
     * Loads the configuration. Files that it names are not opened.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} with all problems, one line each
     */
    public static Loaded load(ConfigRequest request) {
        var problems = new Problems();
        Optional<Path> file = ConfigFile.locate(request);
        var layers = new ArrayList<ConfigLayer>();
        layers.add(ConfigLayer.defaults());
        file.ifPresent(path -> layers.add(ConfigFile.read(path, problems)));
        ConfigLayer flags = ConfigLayer.flags(request.flags(), problems);
        layers.add(ConfigLayer.environment(request.environment(), otherVariables(request, layers, flags), problems));
        layers.add(flags);

        Location missing = Location.of(file.map(Path::toString).orElse("no configuration file"));
        var raw = new LayerStack(layers, missing, problems).effective();
        var values = new TypedValues(raw, base(request, file), problems);
        problems.throwIfAny();

        var assembler = new SettingsAssembler(values, request.environment());
        Optional<AgentSettings> settings = problems.attempt(values.location(TokenKeys.TOKEN_URI), assembler::assemble);
        problems.throwIfAny();
        return new Loaded(settings.orElseThrow(), values.effective(), file);
    }

    private static Path base(ConfigRequest request, Optional<Path> file) {
        Path directory = file.map(path -> path.toAbsolutePath().resolveSibling(""))
                .orElseGet(() -> request.workingDirectory().toAbsolutePath());
        return directory.normalize();
    }

    /** The variables that start like configuration and are not: that of the file, and whichever holds the PIN. */
    private static Set<String> otherVariables(ConfigRequest request, List<ConfigLayer> lower, ConfigLayer flags) {
        var others = new HashSet<String>();
        others.add(ConfigFile.VARIABLE);
        Optional.ofNullable(request.environment().get(TokenKeys.TOKEN_PIN_ENVIRONMENT.variable()))
                .ifPresent(others::add);
        var layers = new ArrayList<>(lower);
        layers.add(flags);
        for (ConfigLayer layer : layers) {
            Optional.ofNullable(layer.values().get(TokenKeys.TOKEN_PIN_ENVIRONMENT))
                    .ifPresent(raw -> others.addAll(raw.texts()));
        }
        others.removeIf(name -> KeyIndex.ofVariable(name).isPresent());
        return others;
    }
}
