package eu.qlpipeline.signing.agent.pkcs11.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PinTest {

    @Test
    void keepsACopyAndGivesCopies() {
        char[] mine = "1234".toCharArray();
        try (Pin pin = Pin.of(mine)) {
            mine[0] = 'x';
            pin.characters()[1] = 'x';
            assertThat(pin.characters()).isEqualTo("1234".toCharArray());
        }
    }

    @Test
    void neverShowsItsCharacters() {
        try (Pin pin = Pin.of("1234".toCharArray())) {
            assertThat(pin).hasToString("Pin[not shown]");
        }
    }

    @Test
    void isOfNoUseOnceClosed() {
        Pin pin = Pin.of("1234".toCharArray());
        pin.close();
        pin.close();
        assertThatThrownBy(pin::characters).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isNeverEmpty() {
        assertThatThrownBy(() -> Pin.of(new char[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wipesWhatItLentWhenItIsClosed() {
        char[] lent;
        try (Pin pin = Pin.of("1234".toCharArray())) {
            lent = pin.characters();
            assertThat(lent).containsExactly('1', '2', '3', '4');
        }
        assertThat(lent).containsOnly('\0');
    }

    @Test
    void wipesItsOwnCharactersWhenItIsClosed() {
        char[] own = "1234".toCharArray();
        new Pin(own).close();
        assertThat(own).containsOnly('\0');
    }

    /** The wrapper hands over the low byte of each character. */
    @Test
    void isLentAsItsBytesInUtf8() {
        try (Pin pin = Pin.of("p\u00e4\ud83d\udd11".toCharArray())) {
            assertThat(pin.characters()).isEqualTo("p\u00c3\u00a4\u00f0\u009f\u0094\u0091".toCharArray());
        }
    }

    @Test
    void isNotHalfACharacter() {
        assertThatThrownBy(() -> Pin.of(new char[] {'1', '\ud83d'})).isInstanceOf(IllegalArgumentException.class);
    }
}
