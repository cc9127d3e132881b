package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelBindingTest {

    @Test
    void noBindingHasAValueOfZeros() {
        assertThat(ChannelBinding.none().value()).isEqualTo(new byte[32]);
        assertThat(ChannelBinding.none().type().code()).isZero();
    }

    @Test
    void aBindingOfZerosIsNotNone() {
        assertThat(ChannelBinding.tlsExporter(new byte[32])).isNotEqualTo(ChannelBinding.none());
        assertThat(ChannelBinding.tlsExporter(new byte[32]))
                .isEqualTo(ChannelBinding.tlsExporter(new byte[32]))
                .hasSameHashCodeAs(ChannelBinding.tlsExporter(new byte[32]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 48})
    void refusesAValueOfAnotherLength(int length) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> ChannelBinding.tlsExporter(new byte[length]))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.CHANNEL_BINDING_VALUE);
    }

    @Test
    void keepsNoReferenceToTheCallersArray() {
        byte[] mine = new byte[32];
        ChannelBinding binding = ChannelBinding.tlsExporter(mine);
        mine[0] = 1;
        binding.value()[1] = 1;
        assertThat(binding.value()).isEqualTo(new byte[32]);
    }
}
