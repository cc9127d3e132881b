package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Value;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchRootTest {

    private static final Nonce BATCH_ID = Nonce.of(new byte[32]);

    static Stream<Map<String, Value>> vectors() {
        return Vectors.list("batch").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void messageAndSignatureAreThoseOfTheVector(Map<String, Value> vector) {
        BatchRoot root = BatchRoot.of(
                SignatureScheme.RSA4096_PSS_SHA256_SALT478,
                TestingChallenges.CERTIFICATE,
                (int) Vectors.number(vector, "height"),
                Nonce.of(Vectors.bytes(vector, "batch_id")),
                Vectors.bytes(vector, "root"));

        assertThat(root.message())
                .isEqualTo(Vectors.bytes(vector, "root_message"))
                .hasSize(186);
        assertThatCode(() -> SignatureVerifier.of(Vectors.certificate())
                        .verify(root, PssSignature.of(Vectors.bytes(vector, "signature"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 17, 255})
    void refusesATreeThatIsTooHigh(int height) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> root(SignatureScheme.RSA4096_PSS_SHA256_SALT478, height, new byte[32]))
                .withMessage("height: " + height + " (expected: 0 to 16)")
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.PROOF_HEIGHT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64})
    void refusesARootOfAnotherLength(int length) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> root(SignatureScheme.RSA4096_PSS_SHA256_SALT478, 1, new byte[length]))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.ROOT_LENGTH);
    }

    @Test
    void rootsAreEqualByTheirMessage() {
        BatchRoot root = root(SignatureScheme.RSA4096_PSS_SHA256_SALT478, 1, new byte[32]);
        assertThat(root)
                .isEqualTo(root(SignatureScheme.RSA4096_PSS_SHA256_SALT478, 1, new byte[32]))
                .hasSameHashCodeAs(root(SignatureScheme.RSA4096_PSS_SHA256_SALT478, 1, new byte[32]))
                .isNotEqualTo(root(SignatureScheme.RSA4096_PSS_SHA256_SALT478, 2, new byte[32]))
                .isNotEqualTo(root(SignatureScheme.RSA4096_PSS_SHA256_SALT32, 1, new byte[32]));
    }

    private static BatchRoot root(SignatureScheme scheme, int height, byte[] root) {
        return BatchRoot.of(scheme, TestingChallenges.CERTIFICATE, height, BATCH_ID, root);
    }
}
