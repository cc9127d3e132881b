package eu.qlpipeline.signing.agent.latch;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.files.WholeFile;
import eu.qlpipeline.signing.agent.yaml.Location;
import eu.qlpipeline.signing.agent.yaml.Problems;
import eu.qlpipeline.signing.agent.yaml.YamlFields;
import eu.qlpipeline.signing.agent.yaml.YamlNode;
import eu.qlpipeline.signing.agent.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The file of a latch: a few lines of YAML, replaced as a whole, mode 0600. There is none where there is nothing to say. */
final class LatchFile {

    private final Path path;

    LatchFile(Path path) {
        this.path = path;
    }

    /** @throws AgentException (CONFIGURATION) if the file cannot be read, or is not as it was written */
    LatchState read() {
        // Not "unless it exists": a file in a directory that this user may not search is no sign that nothing was
        // refused.
        if (Files.notExists(path)) {
            return LatchState.CLEAR;
        }
        var problems = new Problems();
        Optional<LatchState> state =
                YamlReader.read(path, problems).flatMap(mapping -> state(new YamlFields(mapping, problems), problems));
        problems.throwIfAny();
        return state.orElseThrow();
    }

    private Optional<LatchState> state(YamlFields fields, Problems problems) {
        Optional<String> unsettled = fields.requiredText("unsettled").map(YamlNode.Scalar::text);
        Optional<String> refusals = fields.requiredText("refusals").map(YamlNode.Scalar::text);
        Optional<String> token = fields.optionalText("token").map(YamlNode.Scalar::text);
        Optional<String> serial = fields.optionalText("serial").map(YamlNode.Scalar::text);
        Optional<String> error = fields.optionalText("error").map(YamlNode.Scalar::text);
        Optional<String> at = fields.optionalText("at").map(YamlNode.Scalar::text);
        fields.refuseOthers();
        try {
            Optional<LatchState.Refusal> last =
                    at.map(when -> new LatchState.Refusal(error.orElse(""), Instant.parse(when)));
            return Optional.of(new LatchState(
                    Integer.parseInt(unsettled.orElse("")),
                    Integer.parseInt(refusals.orElse("")),
                    token.map(label -> new LatchedToken(label, serial)),
                    last));
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.add(Location.of(path.toString()), "not as the agent writes it (expected: unsettled and refusals)");
            return Optional.empty();
        }
    }

    /** Replaces the file; a reader sees the old state or the new one, also after a loss of power. */
    void write(LatchState state) throws IOException {
        WholeFile.write(
                path, text(state).getBytes(StandardCharsets.UTF_8), PosixFilePermissions.fromString("rw-------"));
    }

    boolean delete() throws IOException {
        return Files.deleteIfExists(WholeFile.target(path));
    }

    private static String text(LatchState state) {
        var text = new StringBuilder("# Kept by the signing agent. Lift it with: signing-agent pin unlatch\n")
                .append("unsettled: ")
                .append(state.unsettled())
                .append("\nrefusals: ")
                .append(state.refusals())
                .append('\n');
        state.token().ifPresent(token -> {
            text.append("token: ").append(quoted(token.label())).append('\n');
            token.serial()
                    .ifPresent(serial ->
                            text.append("serial: ").append(quoted(serial)).append('\n'));
        });
        state.last()
                .ifPresent(last -> text.append("error: ")
                        .append(quoted(LatchedToken.line(last.error())))
                        .append("\nat: ")
                        .append(last.at())
                        .append('\n'));
        return text.toString();
    }

    /** In single quotes, in which YAML knows no escapes but the doubled quote. */
    private static String quoted(String line) {
        return '\'' + line.replace("'", "''") + '\'';
    }
}
