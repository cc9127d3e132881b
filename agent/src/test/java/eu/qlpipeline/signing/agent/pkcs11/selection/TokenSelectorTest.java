package eu.qlpipeline.signing.agent.pkcs11.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSelectorTest {

    private static final TokenDescription TOKEN = new TokenDescription("ql".concat(" ".repeat(30)), "m ", "o ", "1a ");

    @Test
    void removesThePaddingOfADescription() {
        assertThat(TOKEN).isEqualTo(new TokenDescription("ql", "m", "o", "1a"));
    }

    @Test
    void readsFieldsThatArePaddedWithNulAndLabelsInUtf8() {
        assertThat(fields("Pr\u00c3\u00bcf\0\0  ", "m\0\0", "o ", "\0\0"))
                .isEqualTo(new TokenDescription("Pr\u00fcf", "m", "o", ""));
    }

    @Test
    void readsALabelThatIsNotUtf8ByteByByte() {
        assertThat(fields("Pr\u00fcf  ", "m", "o", "1a").label()).isEqualTo("Pr\u00fcf");
    }

    private static TokenDescription fields(String label, String manufacturer, String model, String serial) {
        return TokenDescription.ofFields(
                label.toCharArray(), manufacturer.toCharArray(), model.toCharArray(), serial.toCharArray());
    }

    @Test
    void selectsByTheWholeLabel() {
        assertThat(new TokenSelector.ByLabel("ql").matches(TOKEN)).isTrue();
        assertThat(new TokenSelector.ByLabel("q").matches(TOKEN)).isFalse();
        assertThat(new TokenSelector.ByLabel("QL").matches(TOKEN)).isFalse();
        assertThat(new TokenSelector.ByLabel("ql").describe()).isEqualTo("token with label ql");
    }

    @Test
    void selectsByTheWholeSerial() {
        assertThat(new TokenSelector.BySerial("1a").matches(TOKEN)).isTrue();
        assertThat(new TokenSelector.BySerial("1A").matches(TOKEN)).isFalse();
        assertThat(new TokenSelector.BySerial("1a").describe()).isEqualTo("token with serial 1a");
    }

    @Test
    void selectsByUri() {
        var selector = new TokenSelector.ByUri(Pkcs11Uri.parse("pkcs11:token=ql;serial=1a"));
        assertThat(selector.matches(TOKEN)).isTrue();
        assertThat(selector.matches(new TokenDescription("ql", "m", "o", "1b"))).isFalse();
        assertThat(selector.describe()).isEqualTo("token pkcs11:token=ql;serial=1a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refusesALabelThatNoTokenCanHave(String label) {
        assertThatThrownBy(() -> new TokenSelector.ByLabel(label)).hasMessageStartingWith("token.label: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é", "01234567890123456"})
    void refusesASerialThatNoTokenCanHave(String serial) {
        assertThatThrownBy(() -> new TokenSelector.BySerial(serial)).hasMessageStartingWith("token.serial: ");
    }
}
