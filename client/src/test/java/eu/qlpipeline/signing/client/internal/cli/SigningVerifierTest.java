package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningVerifierTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "trust", "trust add", "trust list", "trust remove", "verify", "check"})
    void everyHelpTellsTheExitCodesAndTheSharedOptions(String verb) {
        List<String> arguments = new java.util.ArrayList<>(List.of(verb.split(" ", -1)));
        arguments.removeIf(String::isEmpty);
        arguments.add("--help");
        CommandRun run = run(arguments.toArray(String[]::new));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Exit codes:", "0   verified", "1   rejected", "2   usage", "3   the agent cannot be reached")
                .contains("--trust-store=DIR", "--debug");
    }

    @Test
    void theOptionForTheTrustStoreBeatsTheEnvironment() {
        CommandRun run = run("trust", "list", "--trust-store", "nowhere");
        assertThat(run.err()).startsWith("signing-verifier: UNREADABLE: trust store: no directory nowhere\n");
    }

    @Test
    void withoutOptionAndEnvironmentTheTrustStoreIsInTheWorkingDirectory() {
        for (Map<String, String> environment :
                List.of(Map.<String, String>of(), Map.of("SIGNING_VERIFIER_TRUST", ""))) {
            CommandRun run = CommandRun.of(environment, Clock.systemUTC(), "trust", "list");
            assertThat(run.err())
                    .startsWith("signing-verifier: UNREADABLE: trust store: no directory trusted-certificates\n");
        }
    }

    @Test
    void aVariableThatNamesNoPathIsAMatterOfUsage() {
        CommandRun run = CommandRun.of(Map.of("SIGNING_VERIFIER_TRUST", "a\0b"), Clock.systemUTC(), "trust", "list");
        assertThat(run.err())
                .startsWith("signing-verifier: SIGNING_VERIFIER_TRUST: ")
                .contains("\nhint: ");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--bogus check --json --challenge 00 --signature 00",
                "--trust-store a\0b check --json",
                "check --json=true --bogus",
                "trust list --json --bogus",
                "--bogus trust list --json",
                "trust --bogus list --json",
                "--bogus receipt get --json",
                "trsut list --json",
                "--bogus --json"
            })
    void printsAnObjectWhereTheArgumentsDoNotParse(String arguments) {
        CommandRun run = run(arguments.split(" ", -1));
        assertThat(JsonParser.parseString(run.out()).getAsJsonObject().get("reason"))
                .hasToString("\"USAGE\"");
        assertThat(run.err()).startsWith("signing-verifier: ").contains("\nhint: signing-verifier");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--bogus check", "check --json=false --bogus"})
    void printsNoObjectWhereItIsNotAskedTo(String arguments) {
        CommandRun run = run(arguments.split(" ", -1));
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void listsAsJsonThatTheStoreCannotBeRead() {
        CommandRun run = run("trust", "list", "--json");
        assertThat(run.out()).contains("\"trustStoreReason\": \"UNREADABLE\"");
        assertThat(run.err()).startsWith("signing-verifier: UNREADABLE: ");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void saysThatItsOutputCannotBeWritten() throws Exception {
        Path store = Files.createDirectory(directory.resolve("trusted"));
        Path err = directory.resolve("err");
        Process run = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SigningVerifierMain.class.getName(),
                        "trust",
                        "list",
                        "--json",
                        "--trust-store",
                        store.toString())
                .redirectOutput(new File("/dev/full"))
                .redirectError(err.toFile())
                .start();
        assertThat(run.waitFor()).isEqualTo(2);
        assertThat(err)
                .content()
                .startsWith("signing-verifier: standard output: ")
                .contains("\nhint: ");
    }

    @Test
    void showsAStackTraceOnlyOnDemand() {
        assertThat(run("trust", "list").err()).doesNotContain("\tat ");
        assertThat(run("trust", "list", "--debug").err()).contains("TrustStoreException", "\tat ");
        assertThat(run("--debug", "trust", "list").err()).contains("TrustStoreException", "\tat ");
    }

    @Test
    void writesACompletionScript() {
        CommandRun run = run("generate-completion");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("complete -F", "--agent-certificate", "--fingerprint");
    }

    @Test
    void refusesAVerbThatDoesNotExist() {
        CommandRun run = run("sign");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("signing-verifier: ").contains("\nhint: signing-verifier --help\n");
    }

    @Test
    void demandsAVerb() {
        CommandRun run = run();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("signing-verifier: ").contains("\nhint: signing-verifier --help\n");
    }

    private CommandRun run(String... arguments) {
        var environment =
                Map.of("SIGNING_VERIFIER_TRUST", directory.resolve("missing").toString());
        return CommandRun.of(environment, Clock.systemUTC(), arguments);
    }
}
