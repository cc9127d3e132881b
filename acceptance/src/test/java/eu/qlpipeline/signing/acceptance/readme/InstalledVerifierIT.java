package eu.qlpipeline.signing.acceptance.readme;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.process.Processes;
import eu.qlpipeline.signing.acceptance.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies the verifier into a folder as docs/verifier.md says, and runs both of its programs there as the documents do. */
class InstalledVerifierIT {

    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Pattern COMMAND = Pattern.compile("java -[a-z]+ signing-verifier\\.jar(?: [\\w.]+Main)?");

    private final Path root = Path.of(Objects.requireNonNull(System.getProperty("signing.root")));

    @TempDir
    Path directory;

    @Test
    void bothProgramsRunFromTheFolderThatTheyWereCopiedInto() throws IOException {
        Path installed = Files.createDirectory(directory.resolve("installed"));
        copy(root.resolve("client/target/signing-verifier.jar"), installed);
        Path libraries = Files.createDirectory(installed.resolve("lib"));
        try (Stream<Path> built = Files.list(root.resolve("client/target/lib"))) {
            for (Path library : built.toList()) {
                copy(library, libraries);
            }
        }
        assertThat(commands("docs/verifier.md")).hasSize(2);
        assertThat(commands("docs/tls.md")).hasSize(1);
        List<String> programs = new ArrayList<>();
        try (Processes processes = new Processes(Files.createDirectory(directory.resolve("outputs")))) {
            for (String document : List.of("docs/verifier.md", "docs/tls.md")) {
                for (String command : commands(document)) {
                    var words = List.of("bash", "-euc", java() + command.substring("java".length()) + " --version");
                    Outcome outcome = processes
                            .run(new Program(words, Map.of(), installed), DEADLINE)
                            .orThrow();
                    programs.add(outcome.out().replaceFirst(" (?s).*", ""));
                }
            }
        }
        assertThat(programs).containsExactly("signing-verifier", "signing-fetch", "signing-fetch");
    }

    private List<String> commands(String document) throws IOException {
        return COMMAND.matcher(Files.readString(root.resolve(document)))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void copy(Path file, Path folder) throws IOException {
        Files.copy(file, folder.resolve(Objects.requireNonNull(file.getFileName())));
    }
}
