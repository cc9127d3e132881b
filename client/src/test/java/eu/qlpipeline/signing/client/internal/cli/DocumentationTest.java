package eu.qlpipeline.signing.client.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.client.AgentRefusedException;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Holds the provider's guide against the program. */
class DocumentationTest {

    private static final Path GUIDE = Path.of("..", "docs", "verifier.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");

    static Stream<Arguments> tables() {
        return Stream.of(
                Arguments.of("Rejected", names(VerificationException.Reason.values())),
                Arguments.of("Refused by the agent", names(AgentRefusedException.Reason.values())),
                Arguments.of("Receipts", names(ReceiptException.Reason.values())),
                Arguments.of("Trust store", names(TrustStoreException.Reason.values())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tables")
    void tellsWhatToDoAboutEveryReason(String heading, List<String> reasons) throws IOException {
        assertThat(ROW.matcher(section(heading)).results().map(row -> row.group(1)))
                .containsExactlyElementsOf(reasons);
    }

    @Test
    void namesEveryOptionOfEveryVerb() throws IOException {
        String guide = Files.readString(GUIDE);
        CommandLine program = SigningVerifier.commandLine(Map.of(), Clock.systemUTC());
        assertThat(optionsBelow(program))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(guide).contains(option));
    }

    private static List<String> optionsBelow(CommandLine command) {
        Stream<String> own = command.getCommandSpec().options().stream().map(option -> option.longestName());
        Stream<String> below = command.getSubcommands().values().stream().flatMap(verb -> optionsBelow(verb).stream());
        return Stream.concat(own, below).distinct().toList();
    }

    private static String section(String heading) throws IOException {
        MatchResult section = Pattern.compile("(?ms)^### " + heading + "$(.*?)(?=^#|\\z)")
                .matcher(Files.readString(GUIDE))
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("section: " + heading));
        return section.group(1);
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
