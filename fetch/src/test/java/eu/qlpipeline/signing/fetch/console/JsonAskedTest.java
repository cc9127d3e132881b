package eu.qlpipeline.signing.fetch.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class JsonAskedTest {

    @ParameterizedTest
    @CsvSource({
        "true, takes --json",
        "true, takes --json=true --wrong",
        "true, --json takes",
        "false, takes --json=false",
        "false, takes",
        "false, other --json",
        "false, --json"
    })
    void isAskedOfAVerbThatTakesIt(boolean asked, String arguments) {
        CommandSpec takes =
                CommandSpec.create().addOption(OptionSpec.builder("--json").build());
        var program = new CommandLine(
                CommandSpec.create().addSubcommand("takes", takes).addSubcommand("other", CommandSpec.create()));
        assertThat(JsonAsked.of(
                        program,
                        arguments.split(" "),
                        command -> command.getCommandSpec().findOption("--json") != null))
                .isEqualTo(asked);
    }
}
