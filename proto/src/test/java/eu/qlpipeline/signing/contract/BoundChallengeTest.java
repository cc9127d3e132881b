package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.BoundChallenge.Terms;
import eu.qlpipeline.signing.contract.BoundChallenge.Validity;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundChallengeTest {

    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");

    private final BoundChallenge challenge =
            TestingChallenges.ofVector(vectors().findFirst().orElseThrow());

    static Stream<Map<String, Value>> vectors() {
        return Vectors.list("bound").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theMessageIsThatOfTheVector(Map<String, Value> vector) throws Exception {
        byte[] message = TestingChallenges.ofVector(vector).message();

        assertThat(message)
                .isEqualTo(Vectors.bytes(vector, "message"))
                .hasSize(235 + Vectors.text(vector, "audience").length());
        assertThat(MessageDigest.getInstance("SHA-256").digest(message)).isEqualTo(Vectors.bytes(vector, "sha256"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theSignatureOfTheVectorVerifies(Map<String, Value> vector) {
        assertThatCode(() -> SignatureVerifier.of(Vectors.certificate())
                        .verify(
                                TestingChallenges.ofVector(vector),
                                PssSignature.of(Vectors.bytes(vector, "signature"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"1, 236", "255, 490"})
    void theMessageIsTheAudienceLongerThan235Bytes(int audience, int expected) {
        assertThat(with(new Audience("a".repeat(audience))).message()).hasSize(expected);
    }

    @Test
    void namesTheSaltLengthOfAWeakerToken() {
        Terms terms = challenge.terms();
        var shortSalt =
                with(new Terms(terms.agentNonce(), terms.validity(), SignatureScheme.RSA4096_PSS_SHA256_SALT32));

        assertThat(HexFormat.of().formatHex(challenge.message(), 85, 88)).isEqualTo("0101de");
        assertThat(HexFormat.of().formatHex(shortSalt.message(), 85, 88)).isEqualTo("010020");
        assertThat(shortSalt.scheme()).isEqualTo(SignatureScheme.RSA4096_PSS_SHA256_SALT32);
    }

    @Test
    void everyFieldIsPartOfTheMessage() {
        Nonce other = Nonce.random(new SecureRandom());
        Terms terms = challenge.terms();
        Validity validity = terms.validity();
        var later = new Validity(validity.issuedAtMillis(), validity.expiresAtMillis() + 1);
        var earlier = new Validity(validity.issuedAtMillis() - 1, validity.expiresAtMillis());
        var certificate = CertificateFingerprint.ofBytes(new byte[32]);

        var variants = List.of(
                challenge,
                new BoundChallenge(
                        certificate,
                        challenge.verifierNonce(),
                        challenge.audience(),
                        challenge.channelBinding(),
                        terms),
                new BoundChallenge(
                        challenge.certificate(), other, challenge.audience(), challenge.channelBinding(), terms),
                with(new Audience("provider-b.example")),
                new BoundChallenge(
                        challenge.certificate(),
                        challenge.verifierNonce(),
                        challenge.audience(),
                        ChannelBinding.tlsExporter(new byte[32]),
                        terms),
                with(new Terms(other, validity, terms.scheme())),
                with(new Terms(terms.agentNonce(), later, terms.scheme())),
                with(new Terms(terms.agentNonce(), earlier, terms.scheme())),
                with(new Terms(terms.agentNonce(), validity, SignatureScheme.RSA4096_PSS_SHA256_SALT32)));

        assertThat(variants.stream().map(variant -> HexFormat.of().formatHex(variant.message())))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30_000, 120_000})
    void acceptsEveryValidityUpToTwoMinutes(long length) {
        assertThat(new Validity(1000, 1000 + length).expiresAtMillis()).isEqualTo(1000 + length);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000",
        "1000, 999",
        "1000, 121001",
        "-1, 1000",
        "0, 9223372036854775807",
        "-9223372036854775808, 9223372036854775807"
    })
    void refusesAnEmptyOrOverlongValidity(long issued, long expires) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> new Validity(issued, expires))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.VALIDITY_WINDOW);
    }

    @Test
    void freshTermsAreGoodForThirtySecondsAndHaveTheirOwnNonce() {
        var random = new SecureRandom();
        var terms = Terms.fresh(SignatureScheme.RSA4096_PSS_SHA256_SALT478, ISSUED, random);

        assertThat(terms.validity())
                .isEqualTo(new Validity(
                        ISSUED.toEpochMilli(), ISSUED.plusSeconds(30).toEpochMilli()));
        assertThat(terms.agentNonce())
                .isNotEqualTo(Terms.fresh(terms.scheme(), ISSUED, random).agentNonce());
    }

    @ParameterizedTest
    @ValueSource(longs = {-30_000, 0, 30_000, 60_000})
    void anAnswerIsGoodWithinThirtySecondsOfClockSkew(long millisAfterIssue) {
        assertThatCode(() -> Validity.startingAt(ISSUED).requireAt(ISSUED.plusMillis(millisAfterIssue)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"-30001, VALIDITY_FUTURE", "60001, VALIDITY_EXPIRED"})
    void anAnswerIsRefusedBeforeAndAfter(long millisAfterIssue, ContractViolation.Reason reason) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> Validity.startingAt(ISSUED).requireAt(ISSUED.plusMillis(millisAfterIssue)))
                .extracting(ContractViolation::reason)
                .isEqualTo(reason);
    }

    @Test
    void aValidityAtTheEndOfTimeIsInTheFuture() {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> new Validity(Long.MAX_VALUE - 1, Long.MAX_VALUE).requireAt(ISSUED))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.VALIDITY_FUTURE);
    }

    @Test
    void challengesOfTheSameFieldsAreEqual() {
        var random = TestingChallenges.random(new Random(1));
        assertThat(TestingChallenges.ofMessage(random.message()))
                .isEqualTo(random)
                .hasSameHashCodeAs(random);
    }

    private BoundChallenge with(Audience audience) {
        return new BoundChallenge(
                challenge.certificate(),
                challenge.verifierNonce(),
                audience,
                challenge.channelBinding(),
                challenge.terms());
    }

    private BoundChallenge with(Terms terms) {
        return new BoundChallenge(
                challenge.certificate(),
                challenge.verifierNonce(),
                challenge.audience(),
                challenge.channelBinding(),
                terms);
    }
}
