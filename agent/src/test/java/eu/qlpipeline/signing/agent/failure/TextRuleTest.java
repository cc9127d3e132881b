package eu.qlpipeline.signing.agent.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextRuleTest {

    private static final TextRule DIGITS = TextRule.of("[0-9]{2}", "two digits");

    @Test
    void returnsTextThatObeys() {
        assertThat(DIGITS.require("pair", "42")).isEqualTo("42");
    }

    @Test
    void refusesTextThatDoesNot() {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> DIGITS.require("pair", "421"))
                .withMessage("pair: 421 (expected: two digits)")
                .extracting(AgentException::reason)
                .isEqualTo(ReasonCode.CONFIGURATION);
    }

    @Test
    void showsThatTextIsEmpty() {
        assertThatThrownBy(() -> DIGITS.require("pair", "")).hasMessage("pair: '' (expected: two digits)");
    }

    @Test
    void keepsTextWhereASecretMayBeOutOfTheMessage() {
        TextRule rule = TextRule.unechoed("[a-z]+", "a name");
        assertThatThrownBy(() -> rule.require("variable", "1234"))
                .hasMessage("variable: not usable (expected: a name)");
    }

    @Test
    void keepsAMessageOnOneShortLine() {
        assertThat(TextRule.printable("a\nb\u001b[0m\u2028\u202ec")).isEqualTo("a?b?[0m??c");
        assertThat(TextRule.printable("x".repeat(1000))).isEqualTo("x".repeat(64) + "...");
    }
}
