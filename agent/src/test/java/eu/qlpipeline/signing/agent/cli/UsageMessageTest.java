package eu.qlpipeline.signing.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.cli.console.ExitCode;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of arguments that cannot be used. */
class UsageMessageTest {

    private final TestingVerbs verbs = new TestingVerbs();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inspct|unknown verb: inspct (did you mean inspect?)",
                "pin statsu|pin: unknown verb: statsu (did you mean status?)",
                "inspect --jsn|inspect: unknown option: --jsn (did you mean --json?)",
                "serve --pin=s3cret|serve: unknown option: --pin (expected: -h, --help, -V, --version, --config, --set, --debug)",
                "serve s3cret|serve: an argument that fits nowhere (expected: options, each with its value)",
                "S3cret|an argument that fits nowhere (expected: options, each with its value)",
                "provider-kit --port abc|--port: abc (expected: a whole number)"
            })
    void whatLooksLikeAVerbOrAnOptionIsNamedAndNothingElse(String arguments, String message) {
        assertThat(verbs.run(arguments.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(verbs.err())
                .startsWith("signing-agent: " + message + "\nhint: ")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config print --config ",
                "certificate --out ",
                "init --out ",
                "audit show --log ",
                "audit verify --checkpoint ",
                "provider add a --certificate ",
                "provider-kit --provider a --out b --also "
            })
    void anEmptyTextIsNoPath(String arguments) {
        String[] all = (arguments + "x").split(" ");
        String option = all[all.length - 2];
        all[all.length - 1] = "";
        assertThat(verbs.run(all)).isEqualTo(ExitCode.USAGE);
        assertThat(verbs.err()).startsWith("signing-agent: " + option + ": '' (expected: a path)\nhint: ");
    }

    @Test
    void anEmptyVariableNamesNoFileEither() {
        assertThat(verbs.run(new StringWriter(), Map.of("SIGNING_AGENT_CONFIG", ""), "config", "print"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(verbs.err()).startsWith("signing-agent: SIGNING_AGENT_CONFIG: '' (expected: a path)\n");
    }

    /** A NUL is in no name of a file, whatever the locale: to the JDK the same as a letter that the locale does not have. */
    @Test
    void aNameThatTheLocaleCannotSpellIsNoDefect() {
        assertThat(verbs.run("certificate", "--out", "c\0")).isEqualTo(ExitCode.USAGE);
        assertThat(verbs.err())
                .startsWith("signing-agent: --out: c?: this locale cannot name that file (expected: one that can)\n")
                .contains("hint: set a locale in UTF-8, as with: LC_ALL=C.UTF-8 signing-agent ...\n");
    }
}
