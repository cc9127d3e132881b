package eu.qlpipeline.signing.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    @ParameterizedTest
    @ValueSource(ints = {0, Digest.LENGTH - 1, Digest.LENGTH + 1})
    void whatIsShorterOrLongerIsNone(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.ofBytes(new byte[length]))
                .withMessage("digest: " + length + " bytes (expected: 32)");
    }

    @Test
    void staysTheSameWhateverBecomesOfTheBytes() {
        byte[] taken = new byte[Digest.LENGTH];
        Digest digest = Digest.ofBytes(taken);
        taken[0] = 1;
        digest.bytes()[0] = 1;
        assertThat(digest).isEqualTo(Digest.ofBytes(new byte[Digest.LENGTH]));
    }
}
