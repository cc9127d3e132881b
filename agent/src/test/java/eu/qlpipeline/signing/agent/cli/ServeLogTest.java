package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve} says where it refuses to, in the form that is set. */
class ServeLogTest {

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() throws IOException {
        System.setErr(before);
        LogManager.getLogManager().readConfiguration();
    }

    private int serve(String format, String... more) {
        List<String> least = List.of(
                "--set=token.module=/m",
                "--set=token.label=t",
                "--set=token.pin.file=/p",
                "--set=server.key=" + directory.resolve("tls.key"),
                "--set=server.certificate=" + directory.resolve("tls.crt"),
                "--set=log.format=" + format,
                "serve");
        var all = new ArrayList<>(least);
        all.addAll(List.of(more));
        return SigningAgentMain.commandLine(Map.of(), OutputStream.nullOutputStream(), all)
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private List<String> lines() {
        return logged.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void theReasonIsOneJsonObjectLikeAllElseInTheLog() {
        assertThat(serve("json")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEmpty();
        assertThat(lines())
                .isNotEmpty()
                .allMatch(line -> JsonParser.parseString(line).isJsonObject());
        JsonObject last =
                JsonParser.parseString(lines().get(lines().size() - 1)).getAsJsonObject();
        assertThat(last.get("level").getAsString()).isEqualTo("error");
        assertThat(last.get("message").getAsString()).contains("tls.key", "; make ");
        assertThat(last.has("stackTrace")).isFalse();
    }

    @Test
    void theStackTraceIsInItWhereItIsAskedFor() {
        assertThat(serve("json", "--debug")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEmpty();
        JsonObject last =
                JsonParser.parseString(lines().get(lines().size() - 1)).getAsJsonObject();
        assertThat(last.get("stackTrace").getAsString()).contains("AgentException");
    }

    @Test
    void forPeopleItIsALineAndHints() {
        assertThat(serve("text")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("signing-agent: ").contains("tls.key", "\nhint: ");
        assertThat(logged.toString(StandardCharsets.UTF_8)).doesNotContain(" ERROR ");
    }

    @Test
    void beginsWithVersionAndConfiguration() {
        serve("text");
        assertThat(lines().get(0))
                .matches(".* INFO ServeCommand: signing-agent .+, configuration: no file, --set and environment alone");
    }
}
