package eu.qlpipeline.signing.acceptance.stage;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.process.Outcome;
import java.util.List;

/**
 * What a program says where it refuses.
 *
 * @param messages the lines that say what is wrong
 * @param hints what the operator can do
 */
public record Refusal(List<String> messages, List<String> hints) {

    private static final String HINT = "hint: ";

    /** Reads a refusal, and holds its form against the rule: exit code, lines of problems, then nothing but hints. */
    public static Refusal of(Outcome outcome, int exitCode) {
        assertThat(outcome.exitCode()).as(outcome::toString).isEqualTo(exitCode);
        String program = outcome.err().contains("signing-verifier: ") ? "signing-verifier: " : "signing-agent: ";
        var said = outcome.err()
                .lines()
                .dropWhile(line -> !line.startsWith(program))
                .toList();
        var messages = said.stream()
                .takeWhile(line -> line.startsWith(program))
                .map(line -> line.substring(program.length()))
                .toList();
        var hints = said.subList(messages.size(), said.size());
        assertThat(messages).as(outcome::toString).isNotEmpty();
        assertThat(hints).as(outcome::toString).isNotEmpty().allMatch(line -> line.startsWith(HINT));
        return new Refusal(
                messages,
                hints.stream().map(line -> line.substring(HINT.length())).toList());
    }

    /** Expects one line, with the given parts. */
    public Refusal says(String... parts) {
        assertThat(messages).hasSize(1);
        assertThat(messages.get(0)).contains(parts);
        return this;
    }

    /** Expects the given parts among the hints. */
    public Refusal hints(String... parts) {
        assertThat(String.join("\n", hints)).contains(parts);
        return this;
    }
}
