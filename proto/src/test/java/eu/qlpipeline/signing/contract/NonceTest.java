package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonceTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33})
    void refusesEveryOtherLength(int length) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> Nonce.of(new byte[length]))
                .withMessage("nonce: " + length + " bytes (expected: 32)")
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.NONCE_LENGTH);
    }

    @Test
    void keepsNoReferenceToTheCallersArray() {
        byte[] mine = new byte[32];
        Nonce nonce = Nonce.of(mine);
        mine[0] = 1;
        nonce.bytes()[1] = 1;
        assertThat(nonce.bytes()).isEqualTo(new byte[32]);
    }

    @Test
    void isEqualByItsBytes() {
        Nonce nonce = Nonce.random(new SecureRandom());
        assertThat(Nonce.of(nonce.bytes())).isEqualTo(nonce).hasSameHashCodeAs(nonce);
        assertThat(nonce).isNotEqualTo(Nonce.random(new SecureRandom()));
    }
}
