package eu.qlpipeline.signing.client.internal.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.contract.PurposeKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Holds the guide to TLS against the program. */
class FetchDocumentationTest {

    private static final Path GUIDE = Path.of("..", "docs", "tls.md");
    private static final Pattern OPTION = Pattern.compile("`(--?[a-z][a-z-]*)");

    @Test
    void namesEveryOptionAndNoOther() throws IOException {
        CommandLine program = SigningFetch.commandLine(OutputStream.nullOutputStream());
        List<String> options = program.getCommandSpec().options().stream()
                .map(option -> option.longestName())
                .toList();
        String guide = Files.readString(GUIDE);
        assertThat(options).isNotEmpty().allSatisfy(option -> assertThat(guide).contains("`" + option));
        assertThat(OPTION.matcher(guide).results().map(found -> found.group(1)).filter(name -> name.startsWith("--")))
                .isSubsetOf(options);
    }

    @Test
    void namesEveryExitCode() throws IOException {
        CommandLine program = SigningFetch.commandLine(OutputStream.nullOutputStream());
        String guide = Files.readString(GUIDE);
        assertThat(program.getCommandSpec().usageMessage().exitCodeList().keySet())
                .hasSize(5)
                .allSatisfy(code -> assertThat(guide).contains("| " + code + " | "));
    }

    @Test
    void namesThePurpose() throws IOException {
        assertThat(Files.readString(GUIDE)).contains("`" + PurposeKind.TLS13_CERTIFICATE_VERIFY.label() + "`");
    }
}
