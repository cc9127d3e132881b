package eu.qlpipeline.signing.agent.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdTest {

    @Test
    void readsDigitsOfEitherCase() {
        assertThat(KeyId.parse("0aFf"))
                .isEqualTo(KeyId.ofBytes(new byte[] {0x0A, (byte) 0xFF}))
                .hasToString("0aff");
        assertThat(KeyId.parse("0aFf")).hasSameHashCodeAs(KeyId.parse("0AFF"));
    }

    @Test
    void keepsAndGivesCopies() {
        byte[] mine = {1};
        KeyId id = KeyId.ofBytes(mine);
        mine[0] = 2;
        id.bytes()[0] = 3;
        assertThat(id.bytes()).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0x01", "zz", "01 02"})
    void refusesWhatIsNotHexadecimal(String text) {
        assertThatThrownBy(() -> KeyId.parse(text))
                .hasMessageEndingWith("(expected: 1 to 32 bytes as hexadecimal digits)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 33})
    void refusesOtherLengths(int length) {
        assertThatThrownBy(() -> KeyId.ofBytes(new byte[length]))
                .hasMessage("key.id: " + length + " bytes (expected: 1 to 32)");
    }

    @Test
    void theDefaultIsTheDefaultLabelInAscii() {
        assertThat(KeySettings.DEFAULT_ID.bytes())
                .isEqualTo(KeySettings.DEFAULT_LABEL.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\tb"})
    void refusesALabelThatCannotBePrinted(String label) {
        assertThatThrownBy(() -> new KeySettings(label, KeySettings.DEFAULT_ID)).hasMessageStartingWith("key.label: ");
    }
}
