package eu.qlpipeline.signing.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration in a directory of its own: the least that loads, and what a test adds. */
final class ConfigFixture {

    /** The least that loads. */
    static final String LEAST = "token:\n  module: /m.so\n  label: t\n  pin:\n    file: pin\n";

    private final Path directory;
    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private Optional<Path> file = Optional.empty();

    ConfigFixture(Path directory) {
        this.directory = directory;
    }

    ConfigFixture file(String content) throws IOException {
        file = Optional.of(Files.writeString(directory.resolve("f.yaml"), content));
        return this;
    }

    ConfigFixture named(Path path) {
        file = Optional.of(path);
        return this;
    }

    ConfigFixture variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ConfigFixture flag(String flag) {
        flags.add(flag);
        return this;
    }

    ConfigLoader.Loaded load() {
        return ConfigLoader.load(new ConfigRequest(file, flags, environment, directory));
    }
}
