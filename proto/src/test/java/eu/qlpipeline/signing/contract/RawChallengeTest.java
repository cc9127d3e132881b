package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Value;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawChallengeTest {

    private static final Map<String, ContractViolation.Reason> REASONS = Map.of(
            "length", ContractViolation.Reason.CHALLENGE_LENGTH,
            "text", ContractViolation.Reason.CHALLENGE_TEXT,
            "reserved prefix", ContractViolation.Reason.CHALLENGE_RESERVED_PREFIX);

    static Stream<Arguments> filterVectors() {
        return Vectors.list("raw_filter").stream().map(vector -> Arguments.of(Vectors.text(vector, "what"), vector));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filterVectors")
    void filtersAsTheVectorsSay(String what, Map<String, Value> vector) {
        byte[] challenge = Vectors.bytes(vector, "challenge");
        String result = Vectors.text(vector, "result");

        if (result.equals("ok")) {
            assertThat(RawChallenge.of(challenge).message()).isEqualTo(challenge);
        } else {
            assertThatExceptionOfType(ContractViolation.class)
                    .isThrownBy(() -> RawChallenge.of(challenge))
                    .extracting(ContractViolation::reason)
                    .isEqualTo(REASONS.get(result));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64, 130, 146})
    void refusesEveryOtherLength(int length) {
        byte[] challenge = new byte[length];
        assertThatThrownBy(() -> RawChallenge.of(challenge))
                .isInstanceOf(ContractViolation.class)
                .hasMessage("challenge: " + length + " bytes (expected: 32)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20202020202020202020202020202020",
                "514c2d5349474e",
                "846a5369676e617475726531",
                "85695369676e6174757265",
                "44535345763120",
                "535348534947",
                "ff544347"
            })
    void refusesEachReservedPrefixAndOnlyTheWholeOfIt(String prefix) {
        byte[] start = HexFormat.of().parseHex(prefix);
        byte[] challenge = new byte[32];
        System.arraycopy(start, 0, challenge, 0, start.length);

        assertThatThrownBy(() -> RawChallenge.of(challenge))
                .isInstanceOf(ContractViolation.class)
                .hasMessageContaining("starts like a ");

        challenge[start.length - 1] ^= 1;
        assertThat(RawChallenge.of(challenge).message()).isEqualTo(challenge);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0x09, 0x0A, 0x0D, 0x20, 0x7E})
    void refusesTheOutermostBytesOfTextThroughout(byte text) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> RawChallenge.of(throughout(text)))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.CHALLENGE_TEXT);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0x08, 0x0B, 0x0C, 0x0E, 0x1F, 0x7F, -0x80, -1})
    void takesTheBytesBesideThemThroughout(byte binary) {
        byte[] challenge = throughout(binary);
        assertThat(RawChallenge.of(challenge).message()).isEqualTo(challenge);
    }

    private static byte[] throughout(byte one) {
        byte[] challenge = new byte[32];
        Arrays.fill(challenge, one);
        return challenge;
    }

    @Test
    void oneByteThatIsNotTextMakesAChallengeBinary() {
        byte[] text = "an ordinary sentence of 32 chars".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> RawChallenge.of(text)).hasMessageContaining("text throughout");

        text[31] = 0x7F;
        assertThat(RawChallenge.of(text).message()).isEqualTo(text);
    }

    @Test
    void keepsNoReferenceToTheCallersArray() {
        byte[] mine = new byte[32];
        RawChallenge challenge = RawChallenge.of(mine);
        mine[0] = 1;
        challenge.message()[1] = 1;
        assertThat(challenge.message()).isEqualTo(new byte[32]);
    }

    @Test
    void isEqualToAnotherOfTheSameBytesAlone() {
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(RawChallenge.of(new byte[32]))
                .isEqualTo(RawChallenge.of(new byte[32]))
                .hasSameHashCodeAs(RawChallenge.of(new byte[32]))
                .isNotEqualTo(RawChallenge.of(other));
    }

    @Test
    void drawsAgainWhereRandomBytesAreReserved() {
        var textFirst = new SecureRandom() {
            private static final long serialVersionUID = 1L;
            private int draws;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) (draws++ == 0 ? ' ' : 0xAB));
            }
        };
        assertThat(RawChallenge.random(textFirst).message()).containsOnly(0xAB);
    }

    @Test
    void theSignatureOfTheVectorVerifies() throws Exception {
        Map<String, Value> raw = Vectors.object("raw");
        SignatureVerifier.of(Vectors.certificate())
                .verify(
                        RawChallenge.of(Vectors.bytes(raw, "challenge")),
                        PssSignature.of(Vectors.bytes(raw, "signature")));
    }

    @Test
    void aSignatureOverAnotherChallengeDoesNotVerify() throws Exception {
        Map<String, Value> raw = Vectors.object("raw");
        byte[] other = Vectors.bytes(raw, "challenge");
        other[7] ^= 0x10;
        SignatureVerifier verifier = SignatureVerifier.of(Vectors.certificate());
        PssSignature signature = PssSignature.of(Vectors.bytes(raw, "signature"));

        assertThatThrownBy(() -> verifier.verify(RawChallenge.of(other), signature))
                .isInstanceOf(SignatureException.class)
                .hasMessage("signature: does not verify over this raw-challenge");
    }

    @Test
    void theFingerprintOfTheVectorCertificateIsTheOneNamed() {
        assertThat(CertificateFingerprint.of(Vectors.certificate()).hex()).isEqualTo(Vectors.topLevel("cert_sha256"));
    }
}
