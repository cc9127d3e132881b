package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PssSignatureTest {

    private final byte[] source = new byte[600];

    PssSignatureTest() {
        new Random(1).nextBytes(source);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 511, 513})
    void refusesEveryOtherLength(int length) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> PssSignature.of(new byte[length]))
                .withMessage("signature: " + length + " bytes (expected: 512)");
    }

    @Test
    void isTakenFromItsPlaceAndCopiedToAnother() {
        PssSignature signature = PssSignature.of(source, 7);

        byte[] target = new byte[600];
        signature.copyTo(target, 88);

        byte[] expected = Arrays.copyOfRange(source, 7, 7 + 512);
        assertThat(signature).isEqualTo(PssSignature.of(expected));
        assertThat(Arrays.copyOfRange(target, 88, 600)).isEqualTo(expected);
        assertThat(Arrays.copyOf(target, 88)).isEqualTo(new byte[88]);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 89})
    void refusesAPlaceThatIsNotThere(int offset) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> PssSignature.of(source, offset));
        PssSignature signature = PssSignature.of(source, 0);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> signature.copyTo(source, offset));
    }

    @Test
    void keepsNoReferenceToTheCallersArray() {
        byte[] mine = new byte[512];
        PssSignature one = PssSignature.of(mine);
        PssSignature other = PssSignature.of(mine, 0);
        mine[0] = 1;
        one.bytes()[1] = 1;
        assertThat(one.bytes()).isEqualTo(new byte[512]);
        assertThat(other).isEqualTo(one);
    }
}
