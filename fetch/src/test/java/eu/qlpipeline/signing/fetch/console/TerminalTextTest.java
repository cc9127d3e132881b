package eu.qlpipeline.signing.fetch.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What others say does nothing to a terminal. */
class TerminalTextTest {

    @Test
    void keepsWhatIsPrintableAndNothingElse() {
        assertThat(TerminalText.printable("Universit\u00e4t K\u00f6ln")).isEqualTo("Universit\u00e4t K\u00f6ln");
        assertThat(TerminalText.printable("a\u001b[31m\nb\u0000\u202ec\u009bd\u007f"))
                .isEqualTo("a?[31m?b?c?d?");
    }

    @Test
    void keepsLinesWhereTheyAreOurs() {
        assertThat(TerminalText.printableLines("a\u001b[31m\nb\r\nc")).isEqualTo("a?[31m\nb?\nc");
    }
}
