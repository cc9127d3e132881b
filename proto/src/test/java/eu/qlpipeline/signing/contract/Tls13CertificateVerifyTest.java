package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Tls13CertificateVerifyTest {

    static Stream<Map<String, Value>> client() {
        return Vectors.list("tls13").stream()
                .filter(vector -> Vectors.text(vector, "role").equals("client"));
    }

    static Stream<Map<String, Value>> server() {
        return Vectors.list("tls13").stream()
                .filter(vector -> Vectors.text(vector, "role").equals("server"));
    }

    @ParameterizedTest
    @MethodSource("client")
    void theContentIsThatOfTheVector(Map<String, Value> vector) {
        byte[] hash = Vectors.bytes(vector, "transcript_hash");
        byte[] content = Vectors.bytes(vector, "content");

        assertThat(Tls13CertificateVerify.of(hash).message()).isEqualTo(content).hasSize(98 + hash.length);
        assertThat(Tls13CertificateVerify.parseContent(content).transcriptHash())
                .isEqualTo(hash);
    }

    @ParameterizedTest
    @MethodSource("server")
    void refusesTheRoleOfAServer(Map<String, Value> vector) {
        refuses(Vectors.bytes(vector, "content"), ContractViolation.Reason.TLS_ROLE);
    }

    @ParameterizedTest
    @MethodSource("client")
    void refusesContentOfEveryOtherLength(Map<String, Value> vector) {
        byte[] content = Vectors.bytes(vector, "content");
        for (int length = 0; length < 300; length++) {
            if (length != 130 && length != 146) {
                refuses(Arrays.copyOf(content, length), ContractViolation.Reason.TLS_CONTENT);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("client")
    void refusesContentWithAnyBitOfItsContextFlipped(Map<String, Value> vector) {
        for (int bit = 0; bit < 98 * 8; bit++) {
            byte[] content = Vectors.bytes(vector, "content");
            content[bit / 8] ^= (byte) (1 << bit % 8);
            refuses(content, ContractViolation.Reason.TLS_CONTENT);
        }
    }

    @Test
    void refusesTheMessagesOfOtherPurposes() {
        Purposes.all()
                .filter(purpose -> !(purpose instanceof Tls13CertificateVerify))
                .forEach(purpose -> refuses(purpose.message(), ContractViolation.Reason.TLS_CONTENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 31, 33, 36, 47, 49, 64})
    void refusesATranscriptHashOfAnotherLength(int length) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> Tls13CertificateVerify.of(new byte[length]))
                .withMessage("transcript hash: " + length + " bytes (expected: 32 or 48)")
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.TRANSCRIPT_HASH_LENGTH);
    }

    @Test
    void isSignedWithTheSaltLengthThatTlsPrescribes() {
        assertThat(Tls13CertificateVerify.of(new byte[48]).scheme().saltLength())
                .isEqualTo(32);
    }

    @Test
    void keepsNoReferenceToTheCallersArray() {
        byte[] mine = new byte[32];
        var purpose = Tls13CertificateVerify.of(mine);
        mine[0] = 1;
        purpose.transcriptHash()[1] = 1;
        assertThat(purpose.transcriptHash()).isEqualTo(new byte[32]);
    }

    @Test
    void isEqualToAnotherOfTheSameTranscriptAlone() {
        assertThat(Tls13CertificateVerify.of(new byte[32]))
                .isEqualTo(Tls13CertificateVerify.of(new byte[32]))
                .hasSameHashCodeAs(Tls13CertificateVerify.of(new byte[32]))
                .isNotEqualTo(Tls13CertificateVerify.of(new byte[48]));
    }

    private static void refuses(byte[] content, ContractViolation.Reason reason) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> Tls13CertificateVerify.parseContent(content))
                .extracting(ContractViolation::reason)
                .isEqualTo(reason);
    }
}
