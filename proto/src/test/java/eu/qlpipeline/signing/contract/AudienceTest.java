package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudienceTest {

    static Stream<String> otherThanVisibleAscii() {
        return Stream.of(" ", "a b", "a\n", "\0", "a\u007f", "pr\u00f6vider", "\u212aelvin", "a\ud83d\ude00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "provider-a.example",
                "xn--bcher-kva.example",
                "localhost:8443",
                "spiffe://example.org/provider/B",
                "https://provider.example/API?x=Y#Z",
                "https://provider.example?X",
                "urn:example:Provider-A"
            })
    void acceptsDnsNamesAndUris(String name) {
        assertThat(new Audience(name).bytes()).isEqualTo(name.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Provider-a.example",
                "provider.examplE",
                "HTTPS://provider.example",
                "https://Provider.example/x",
                "URN:x"
            })
    void refusesASecondSpellingOfTheSameName(String name) {
        refuses(name, ContractViolation.Reason.AUDIENCE_CASE);
    }

    @ParameterizedTest
    @MethodSource("otherThanVisibleAscii")
    void refusesWhatIsNotVisibleAscii(String name) {
        refuses(name, ContractViolation.Reason.AUDIENCE_BYTES);
    }

    @Test
    void isOneTo255BytesLong() {
        refuses("", ContractViolation.Reason.AUDIENCE_LENGTH);
        assertThat(new Audience("a".repeat(255)).bytes()).hasSize(255);
        refuses("a".repeat(256), ContractViolation.Reason.AUDIENCE_LENGTH);
    }

    private static void refuses(String name, ContractViolation.Reason reason) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> new Audience(name))
                .extracting(ContractViolation::reason)
                .isEqualTo(reason);
    }
}
