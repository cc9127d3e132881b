package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinVerbsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path latch;

    @BeforeEach
    void nameTheLatch() {
        latch = directory.resolve("latch.yaml");
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(
                "--set=token.module=/m", "--set=token.label=t", "--set=token.latch=" + latch, "pin", arguments[0]));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return SigningAgentMain.commandLine(Map.of(), OutputStream.nullOutputStream(), all)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private void refused() throws IOException {
        Files.writeString(latch, "unsettled: 0\nrefusals: 1\ntoken: t\nerror: e\nat: 2026-01-01T00:00:00Z\n");
    }

    @Test
    void unlatchNamesTheFileItLookedAtAlsoWhereThereIsNone() throws IOException {
        refused();
        assertThat(run("unlatch", "--set=token.pin.file=/p")).isEqualTo(ExitCode.DONE);
        assertThat(out).hasToString("unlatched: the next login is tried\nfile: " + latch + "\n");
        assertThat(err.toString()).startsWith("hint: an agent that runs tries again by itself\n");
        assertThat(latch).doesNotExist();

        assertThat(run("unlatch", "--set=token.pin.file=/p")).isEqualTo(ExitCode.DONE);
        assertThat(out).hasToString("not latched: nothing to do\nfile: " + latch + "\n");
    }

    @Test
    void unlatchDoesNotSendAServiceWithACredentialIntoASecondRefusal() throws IOException {
        refused();
        assertThat(run("unlatch", "--set=token.pin.credential=pin")).isEqualTo(ExitCode.DONE);
        assertThat(err.toString())
                .startsWith("hint: restart the service: systemd hands a corrected PIN only to a new process\n");
    }

    @Test
    void unlatchSaysThatTheTokenCouldNotBeAskedOfItsPin() throws IOException {
        refused();
        assertThat(run("unlatch", "--set=token.pin.file=/p")).isEqualTo(ExitCode.DONE);
        assertThat(err.toString())
                .contains("hint: the token could not be asked whether it has tries left: ", "/m")
                .endsWith("hint: see it before the next login with: signing-agent pin status\n");
    }

    @Test
    void statusNamesTheFileItLookedAt() throws IOException {
        assertThat(run("status", "--set=token.pin.file=/p")).isEqualTo(ExitCode.TOKEN);
        assertThat(out.toString()).startsWith("not latched\n").endsWith("\nfile: " + latch + "\n");
        refused();
        assertThat(run("status", "--set=token.pin.file=/p")).isEqualTo(ExitCode.REFUSED);
        assertThat(out.toString()).startsWith("latched: ").contains("\nfile: " + latch + "\n");
    }

    @Test
    void statusSaysWhyTheTokenIsNotReachable() {
        assertThat(run("status", "--set=token.pin.file=/p")).isEqualTo(ExitCode.TOKEN);
        assertThat(out.toString())
                .contains("\ntoken says: not-reachable\nreason: ")
                .contains("/m");

        assertThat(run("status", "--json", "--set=token.pin.file=/p")).isEqualTo(ExitCode.TOKEN);
        var json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("token").getAsString()).isEqualTo("not-reachable");
        assertThat(json.get("tokenProblem").getAsString()).contains("/m");
        assertThat(json.get("ok").getAsBoolean()).isFalse();
    }

    @Test
    void statusSaysWhatMendsAFileThatSaysNothing() throws IOException {
        Files.writeString(latch, "garbage: [");
        assertThat(run("status", "--set=token.pin.file=/p")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(latch.toString()).contains("signing-agent pin unlatch, with ");
        assertThat(run("unlatch", "--set=token.pin.file=/p")).isEqualTo(ExitCode.DONE);
        assertThat(latch).doesNotExist();
    }

    @Test
    void statusDoesNotTakeAFileThatCannotBeLookedForForNone() throws IOException {
        latch = Files.createFile(directory.resolve("file")).resolve("latch.yaml");

        assertThat(run("status", "--set=token.pin.file=/p")).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains(latch.toString());
    }
}
