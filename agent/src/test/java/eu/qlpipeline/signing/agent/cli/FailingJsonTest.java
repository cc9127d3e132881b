package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever reads JSON reads one object, whatever became of the verb. */
class FailingJsonTest {

    private final TestingVerbs verbs = new TestingVerbs();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "3, TOKEN_ABSENT, inspect --json",
        "3, TOKEN_ABSENT, certificate --json",
        "3, TOKEN_ABSENT, init --json",
        "2, CONFIGURATION, inspect --json --set=server.port=x",
        "2, CONFIGURATION, config print --json --set=server.port=x",
        "2, CONFIGURATION, pin status --json --set=token.latch=/dev/null/f",
        "2, CONFIGURATION, provider list --json --set=providers.directory=/nonexistent",
        "2, CONFIGURATION, audit verify --json --log /nonexistent --certificate /nonexistent",
        "2, CONFIGURATION, doctor --json --config /nonexistent",
        "2, USAGE, inspect --no-such-option --json",
        "2, USAGE, --no-such-option audit verify --json",
        "2, USAGE, --no-such-option audit verify --log fetch --json",
        "2, USAGE, audit show --json --no-such-option",
        "2, USAGE, pin unlatch --json",
        "2, USAGE, inspcet --json",
        "2, USAGE, --json"
    })
    void oneObjectSaysWhyAVerbFailed(int exitCode, String reason, String arguments) {
        assertThat(verbs.run((arguments + " --set=certificate.file=" + directory.resolve("c")).split(" ")))
                .isEqualTo(exitCode);
        JsonObject object = verbs.json();
        assertThat(object.get("ok").getAsBoolean()).isFalse();
        assertThat(object.get("reason").getAsString()).isEqualTo(reason);
        assertThat(object.get("message").getAsString().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(verbs.err()).contains("signing-agent: " + line + "\n"));
        assertThat(object.getAsJsonArray("hints"))
                .allSatisfy(hint -> assertThat(verbs.err()).contains("hint: " + hint.getAsString() + "\n"));
    }

    @Test
    void withoutTheOptionNothingButWordsIsPrinted() {
        assertThat(verbs.run("inspect")).isEqualTo(ExitCode.TOKEN);
        assertThat(verbs.out()).isEmpty();
        assertThat(Files.exists(directory.resolve("c"))).isFalse();
    }
}
