package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.fetch.http.FetchExitCodes;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class SigningAgentMainTest {

    private static final String LEAST = "--set=token.module=/m --set=token.label=t --set=token.pin.file=/p";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private static CommandLine commandLine(String... arguments) {
        return SigningAgentMain.commandLine(Map.of(), OutputStream.nullOutputStream(), List.of(arguments));
    }

    /** Runs a verb whose standard output is bytes, and returns what it says there. */
    private JsonObject json(int exitCode, String arguments) {
        var bytes = new ByteArrayOutputStream();
        List<String> all = List.of(arguments.split(" "));
        assertThat(run(SigningAgentMain.commandLine(Map.of(), bytes, all), arguments))
                .isEqualTo(exitCode);
        return JsonParser.parseString(bytes.toString(StandardCharsets.UTF_8)).getAsJsonObject();
    }

    private int run(CommandLine commandLine, String arguments) {
        return commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    }

    private int run(String arguments) {
        return run(commandLine(arguments.split(" ")), arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LEAST + " --set=server.port=1 config print",
                "config print --set=server.port=1 " + LEAST,
                LEAST + " config --set=server.port=1 print",
                "--set server.port=1 config print " + LEAST
            })
    void printsTheConfigurationWhereverTheFlagsStand(String arguments) {
        assertThat(run(arguments)).isZero();
        assertThat(out.toString().lines())
                .contains("token.label: t  # --set", "server.port: 1  # --set", "log.level: info  # default");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsTheConfigurationAsJson() {
        assertThat(run("config print --json " + LEAST)).isZero();
        var json = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(json.get("token.label")).hasToString("{\"value\":\"t\",\"origin\":\"--set\"}");
    }

    @Test
    void readsTheFileThatIsNamed() {
        assertThat(run("--config ../docs/signing-agent.example.yaml config print"))
                .isZero();
        assertThat(out.toString()).contains("token.label: ql-pipeline  # ../docs/signing-agent.example.yaml:7:3");
    }

    @Test
    void reportsEachProblemOnALineAndHowToGoOn() {
        assertThat(run("config print --set=server.port=x --set=token.pin=s3cret " + LEAST))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines())
                .contains("signing-agent: --set: server.port: x (expected: 0..65535)")
                .anyMatch(line -> line.startsWith("hint: a PIN is never part of the configuration"))
                .allMatch(line -> line.startsWith("signing-agent: ") || line.startsWith("hint: "))
                .noneMatch(line -> line.contains("s3cret"));
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|no verb (expected: one of those in --help)|signing-agent --help",
                "config|config: no verb (expected: print)|signing-agent config --help",
                "confg|unknown verb: confg (did you mean config?)|signing-agent --help",
                "config print s3cret|config print: an argument that fits nowhere (expected: options, each with its value)|signing-agent config print --help",
                "config print --set|--set: no value (expected: KEY=VALUE)|signing-agent config print --help"
            })
    void refusesACommandLineThatIsNone(String arguments, String message, String hint) {
        assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(err).hasToString("signing-agent: " + message + "\nhint: " + hint + "\n");
    }

    @ParameterizedTest
    @CsvSource({"CONFIGURATION, 2", "TOKEN_ABSENT, 3", "PIN_REJECTED, 1", "KEY_UNUSABLE, 1", "INTERNAL, 1"})
    void exitsByTheReason(ReasonCode reason, int code) {
        assertThat(run(failing(new AgentException(reason, "what (expected: that)", "do this")), "fail"))
                .isEqualTo(code);
        assertThat(err).hasToString("signing-agent: what (expected: that)\nhint: do this\n");
    }

    @Test
    void doesNotQuoteAnUnforeseenException() {
        assertThat(run(failing(new IllegalStateException("s3cret")), "fail")).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString())
                .startsWith("signing-agent: java.lang.IllegalStateException (a defect of this program)\nhint: ")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--debug fail", "fail --debug"})
    void showsAStackTraceOnlyIfAsked(String arguments) {
        assertThat(run(failing(new AgentException(ReasonCode.TOKEN_ABSENT, "none")), arguments))
                .isEqualTo(ExitCode.TOKEN);
        assertThat(err.toString()).contains("signing-agent: none", "\tat eu.qlpipeline");
    }

    @Test
    void aStackTraceSteersNoTerminal() {
        var cause = new IllegalStateException("\u001b]0;title\u0007\u001b[2J\u009b31m evil");
        run(failing(new AgentException(ReasonCode.INTERNAL, "defect", cause)), "fail --debug");
        assertThat(err.toString())
                .contains("IllegalStateException: ?]0;title?[2J?31m evil\n\tat eu.qlpipeline")
                .doesNotContainPattern("[\\p{C}&&[^\n\t]]");
    }

    @ParameterizedTest
    @CsvSource({
        "2, fetch --json",
        "2, fetch --json --repeat x https://localhost/",
        "2, fetch https://localhost/ --no-such-option --json",
        "2, --no-such-option fetch https://localhost/ --json",
        "2, --json fetch https://localhost/",
        "2, fetch --json --set=server.port=x https://localhost/",
        "2, fetch --json https://localhost/",
    })
    void aFetchSaysInJsonWhyItEndsBeforeItsFirstRequest(int exitCode, String arguments) {
        JsonObject report = json(exitCode, arguments);
        assertThat(report.get("exitCode").getAsInt()).isEqualTo(exitCode);
        assertThat(report.get("message").getAsString().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(err.toString()).contains("signing-agent: " + line + "\n"));
        assertThat(report.getAsJsonArray("responses")).isEmpty();
        assertThat(report.get("signatures").getAsLong()).isZero();
        assertThat(out.toString()).as("another object").isEmpty();
    }

    @Test
    void doesNotQuoteInJsonWhatFitsNowhere() {
        assertThat(json(ExitCode.USAGE, "fetch https://localhost/ --json --s3cret")
                        .toString())
                .doesNotContain("s3cret");
    }

    @Command(name = "fail")
    private record Fail(Exception failure) implements Callable<Integer> {

        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }

    private CommandLine failing(Exception failure) {
        CommandLine root = commandLine();
        CommandLine verb = new CommandLine(new Fail(failure));
        root.addSubcommand(verb);
        return root.setExecutionExceptionHandler(root.getExecutionExceptionHandler());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "config --help", "config print --help"})
    void explainsItself(String arguments) {
        assertThat(run(arguments)).isZero();
        assertThat(out.toString()).startsWith("Usage: signing-agent").contains("--config", "--set", "--debug");
    }

    @Test
    void everyVerbIsKnownByTheNameUnderWhichItIsLookedFor() {
        assertThat(commandLine().getSubcommands())
                .hasSize(12)
                .allSatisfy((name, verb) -> assertThat(verb.getCommandName()).isEqualTo(name));
    }

    @Test
    void setsUpNoOtherVerbThanTheArgumentsMayMean() {
        assertThat(commandLine("--config", "agent.yaml", "serve").getSubcommands())
                .containsOnlyKeys("serve");
        assertThat(commandLine("--config", "pin", "audit", "verify").getSubcommands())
                .containsOnlyKeys("audit", "pin");
    }

    @Test
    void helpNamesAllVerbsAlsoBesideOne() {
        assertThat(run("--help serve")).isZero();
        assertThat(out.toString()).contains("  inspect ", "  serve ", "  generate-completion ");
    }

    @Test
    void helpNamesEveryExitCode() {
        assertThat(run("--help")).isZero();
        String codes =
                out.toString().substring(out.toString().indexOf("Exit codes: ")).replaceAll("\\s+", " ");
        for (int code : new int[] {
            ExitCode.DONE,
            ExitCode.REFUSED,
            ExitCode.USAGE,
            ExitCode.TOKEN,
            FetchExitCodes.SERVER_UNREACHABLE,
            ExitCode.RESTART,
            143,
            130
        }) {
            assertThat(codes).containsPattern("[:;,] " + code + " ");
        }
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("signing-agent ");
    }

    @Test
    void makesACompletionScript() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("signing-agent");
    }
}
