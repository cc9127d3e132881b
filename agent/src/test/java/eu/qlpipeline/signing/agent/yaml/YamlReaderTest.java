package eu.qlpipeline.signing.agent.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    private final Problems problems = new Problems();

    private Optional<YamlNode.Mapping> parse(String text) {
        return YamlReader.parse("f.yaml", text, problems);
    }

    private List<String> messages() {
        return problems.list().stream().map(Problem::toString).toList();
    }

    @Test
    void readsScalarsListsAndMappingsWithTheirPlaces() {
        YamlNode.Mapping top = parse("a: 1\nb:\n  c: \"x\"\nd: [p, q]\n").orElseThrow();

        assertThat(messages()).isEmpty();
        assertThat(top.entries().get("a"))
                .isEqualTo(new YamlNode.Entry(at(1, 1), new YamlNode.Scalar(at(1, 4), "1", true)));
        assertThat(value(top, "b"))
                .isInstanceOfSatisfying(
                        YamlNode.Mapping.class,
                        b -> assertThat(b.entries().get("c"))
                                .isEqualTo(new YamlNode.Entry(at(3, 3), new YamlNode.Scalar(at(3, 6), "x", false))));
        assertThat(value(top, "d"))
                .isEqualTo(new YamlNode.Sequence(
                        at(4, 4),
                        List.of(new YamlNode.Scalar(at(4, 5), "p", true), new YamlNode.Scalar(at(4, 8), "q", true))));
    }

    private static YamlNode value(YamlNode.Mapping mapping, String key) {
        return Objects.requireNonNull(mapping.entries().get(key)).value();
    }

    private static Location at(int line, int column) {
        return new Location("f.yaml", line, column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing but a comment\n"})
    void aFileWithoutContentIsAnEmptyMapping(String text) {
        assertThat(parse(text).orElseThrow().entries()).isEmpty();
        assertThat(messages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: &x 1'|f.yaml:1:4: an anchor (expected: none)",
                "'a: !!str 1'|f.yaml:1:4: a tag (expected: none)",
                "'a: !x [1]'|f.yaml:1:4: a tag (expected: none)",
                "'a: 1#b: 2#a: 3'|f.yaml:3:1: duplicate key: a (first in line 1)",
                "'[a]: 1'|f.yaml:1:1: a key that is a list (expected: a name)",
                "'- a'|f.yaml:1:1: a list (expected: KEY: VALUE)",
                "'a'|f.yaml:1:1: a value (expected: KEY: VALUE)",
                "'a: 1#---#b: 2'|f.yaml:3:1: a second document (expected: one)",
                "'%YAML 1.2#---#a: 1'|f.yaml:1:1: a directive (expected: none)",
                "'a: [1'|f.yaml:1:6: not YAML here (expected: KEY: VALUE, indented with blanks)",
                "'a:#\tb: 1'|f.yaml:2:1: not YAML here (expected: KEY: VALUE, indented with blanks)"
            })
    void refusesWhatAConfigurationDoesNotNeed(String text, String problem) {
        parse(text.replace('#', '\n'));
        assertThat(messages()).containsExactly(problem);
    }

    @Test
    void refusesAnAlias() {
        parse("a: &x 1\nb: *x\n");
        assertThat(messages())
                .containsExactly(
                        "f.yaml:1:4: an anchor (expected: none)", "f.yaml:2:4: an alias (expected: the value itself)");
    }

    @Test
    void refusesDeepNestingWithoutRunningOutOfStack() {
        parse("a: " + "[".repeat(20_000) + "]".repeat(20_000));
        assertThat(messages()).containsExactly("f.yaml:1:19: nested more than 16 deep (expected: less)");
    }

    @Test
    void reportsSeveralProblemsTogether() {
        parse("a: 1\na: 2\nb: !!str 3\n");
        assertThat(messages()).hasSize(2);
    }

    @Test
    void doesNotQuoteWhatItCannotRead() {
        parse("pin: \"1234\n");
        assertThat(messages()).singleElement().asString().doesNotContain("1234");
    }

    @Test
    void refusesAFileThatIsTooLarge(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("f.yaml"), "#".repeat(YamlReader.MAX_BYTES + 1));
        assertThat(YamlReader.read(file, problems)).isEmpty();
        assertThat(messages()).containsExactly(file + ": larger than 65536 bytes (expected: a few lines of YAML)");
    }

    @Test
    void refusesAFileThatIsNotUtf8(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("f.yaml"), new byte[] {'a', ':', ' ', (byte) 0xC3});
        assertThat(YamlReader.read(file, problems)).isEmpty();
        assertThat(messages()).containsExactly(file + ": not UTF-8 (expected: a YAML file in UTF-8)");
    }

    @Test
    void refusesAFileThatDoesNotExist(@TempDir Path directory) {
        assertThat(YamlReader.read(directory.resolve("f.yaml"), problems)).isEmpty();
        assertThat(messages())
                .containsExactly(directory.resolve("f.yaml") + ": does not exist (expected: a YAML file)");
    }

    @Test
    void refusesADirectory(@TempDir Path directory) {
        assertThat(YamlReader.read(directory, problems)).isEmpty();
        assertThat(messages()).containsExactly(directory + ": is a directory (expected: a YAML file)");
    }

    @Test
    void whateverIsReadEndsInATreeOrAProblem() {
        String seed = "token:\n  module: /x\n  pin: {file: \"p\"}\nlist: [a, 'b']\n# c\nx: |\n  y\n";
        String alphabet = "ab:{}[]&*!|>'\"%@`#,?- \n\t\0\u0085\uFEFF\uD800é---...";
        var random = new Random(20_260_101);
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(seed);
            for (int edits = random.nextInt(8); edits >= 0; edits--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                } else {
                    text.delete(at, Math.min(text.length() - 1, at + random.nextInt(6)));
                }
            }
            var found = new Problems();
            Optional<YamlNode.Mapping> tree = YamlReader.parse("f.yaml", text.toString(), found);
            assertThat(tree.isPresent() || !found.list().isEmpty())
                    .as("%s", text)
                    .isTrue();
        }
    }
}
