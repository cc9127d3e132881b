package eu.qlpipeline.signing.agent.config;

import eu.qlpipeline.signing.agent.config.ValueType.RawValue;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.Flaw;
import eu.qlpipeline.signing.agent.files.Trust;
import eu.qlpipeline.signing.agent.files.WrittenPath;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import eu.qlpipeline.signing.agent.yaml.Spelling;
import eu.qlpipeline.signing.agent.yaml.YamlNode;
import eu.qlpipeline.signing.agent.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configuration file: where it is, and what it sets. */
final class ConfigFile {

    /** The variable of the environment that names the file. */
    static final String VARIABLE = ConfigKey.ENVIRONMENT_PREFIX + "CONFIG";

    /** Where a file is looked for, as a hint. */
    static final String PLACES = "set it in the configuration file: that of --config, or of $SIGNING_AGENT_CONFIG,"
            + " or ./signing-agent.yaml, or /etc/signing-agent/signing-agent.yaml";

    private static final String NAME = "signing-agent.yaml";
    private static final Path SYSTEM = Path.of("/etc/signing-agent", NAME);

    private final Problems problems;
    private final ConfigLayer layer = new ConfigLayer();

    private ConfigFile(Problems problems) {
        this.problems = problems;
    }

    /**
     * The file to read; empty where none is named and none is at a usual place.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if one is in the working directory that somebody else may have put or
     *     changed there: it names a library to load
     */
    static Optional<Path> locate(ConfigRequest request) {
        return request.file()
                .or(() -> Optional.ofNullable(request.environment().get(VARIABLE))
                        .map(path -> request.workingDirectory().resolve(WrittenPath.of(VARIABLE, path))))
                .map(ConfigFile::reachable)
                .or(() -> Optional.of(reachable(request.workingDirectory().resolve(NAME)))
                        .filter(Files::exists)
                        .map(file -> trusted(file, request.workingDirectory())))
                .or(() -> Optional.of(SYSTEM).filter(Files::exists));
    }

    private static Path reachable(Path file) {
        if (!file.isAbsolute()) {
            WrittenPath.requireWorkingDirectory();
        }
        return file;
    }

    private static Path trusted(Path file, Path directory) {
        Trust trust = Trust.ofThisUser();
        trust.flaw(file).or(() -> flaw(directory, trust)).ifPresent(flaw -> {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    "configuration file in the working directory, not named by --config: " + flaw,
                    "if you trust it, name it: --config " + file,
                    flaw.hint());
        });
        return file;
    }

    /** What is wrong with the directory, by a name that can be typed: that of the process is the empty path. */
    private static Optional<Flaw> flaw(Path directory, Trust trust) {
        return trust.flaw(directory)
                .map(flaw -> trust.flaw(directory.toAbsolutePath()).orElse(flaw));
    }

    /**
     * What the file sets.
     *
     * @throws AgentException {@link ReasonCode#CONFIGURATION} if it cannot be read at all: that nothing is set would only hide that
     */
    static ConfigLayer read(Path file, Problems problems) {
        var reader = new ConfigFile(problems);
        YamlReader.read(file, problems).ifPresentOrElse(mapping -> reader.section("", mapping), problems::throwIfAny);
        return reader.layer;
    }

    private void section(String prefix, YamlNode.Mapping mapping) {
        mapping.entries().forEach((name, entry) -> {
            String path = prefix + name;
            boolean dotted = name.contains(".");
            if (!dotted && KeyIndex.isSection(path)) {
                subsection(path, entry);
            } else if (dotted || KeyIndex.find(path).isEmpty()) {
                problems.add(entry.location(), unknown(path, dotted), KeyIndex.hints(path));
            } else {
                KeyIndex.find(path).ifPresent(key -> value(key, entry));
            }
        });
    }

    private static String unknown(String path, boolean dotted) {
        return dotted && KeyIndex.find(path).isPresent()
                ? "unknown key: " + path + " in one line (expected: its parts on lines of their own, indented)"
                : Spelling.unknown("key", path, KeyIndex.names());
    }

    private void subsection(String path, YamlNode.Entry entry) {
        if (entry.value() instanceof YamlNode.Mapping section) {
            section(path + ".", section);
        } else {
            // Without the value: it may be a PIN.
            problems.add(
                    entry.location(), path + ": a value (expected: keys indented beneath it)", KeyIndex.hints(path));
        }
    }

    private void value(ConfigKey<?> key, YamlNode.Entry entry) {
        Location location = entry.location();
        if (entry.value() instanceof YamlNode.Scalar scalar) {
            var form = scalar.plain() ? RawValue.Form.PLAIN : RawValue.Form.QUOTED;
            layer.put(key, new RawValue(location, form, List.of(scalar.text())));
        } else if (entry.value() instanceof YamlNode.Sequence list) {
            var texts = new ArrayList<String>();
            for (YamlNode item : list.items()) {
                if (item instanceof YamlNode.Scalar scalar) {
                    texts.add(scalar.text());
                } else {
                    problems.add(item.location(), key.path() + ": a list of lists or keys (expected: a list of texts)");
                }
            }
            layer.put(key, new RawValue(location, RawValue.Form.LIST, texts));
        } else {
            problems.add(
                    location,
                    key.path() + ": keys beneath it (expected: " + key.type().range() + ")");
        }
    }
}
