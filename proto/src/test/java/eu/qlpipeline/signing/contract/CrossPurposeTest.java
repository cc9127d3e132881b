package eu.qlpipeline.signing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Value;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why the purposes cannot be mistaken for each other: a test for each reason. */
class CrossPurposeTest {

    private static final List<SigningPurpose> PURPOSES = Purposes.all().toList();

    static Stream<SigningPurpose> purposes() {
        return PURPOSES.stream();
    }

    @ParameterizedTest
    @MethodSource("purposes")
    void aSignatureForOnePurposeIsRefusedForEveryOther(SigningPurpose signed) {
        PssSignature signature = TestingKey.sign(signed);
        SignatureVerifier verifier = TestingKey.verifier();

        assertThatCode(() -> verifier.verify(signed, signature)).doesNotThrowAnyException();
        for (SigningPurpose other : PURPOSES) {
            if (other != signed) {
                refuses(verifier, other, signature);
            }
        }
    }

    @Test
    void theSignaturesOfTheVectorsAreRefusedForEveryOtherPurpose() throws Exception {
        SignatureVerifier verifier = SignatureVerifier.of(Vectors.certificate());
        Stream<Map<String, Value>> signed = Stream.of(
                        Stream.of(Vectors.object("raw")),
                        Vectors.list("bound").stream(),
                        Vectors.list("batch").stream())
                .flatMap(vectors -> vectors);

        signed.forEach(vector -> {
            PssSignature signature = PssSignature.of(Vectors.bytes(vector, "signature"));
            PURPOSES.forEach(purpose -> refuses(verifier, purpose, signature));
        });
    }

    @ParameterizedTest
    @MethodSource("purposes")
    void theSaltLengthIsExact(SigningPurpose purpose) {
        SignatureScheme other = purpose.scheme() == SignatureScheme.RSA4096_PSS_SHA256_SALT32
                ? SignatureScheme.RSA4096_PSS_SHA256_SALT478
                : SignatureScheme.RSA4096_PSS_SHA256_SALT32;

        refuses(TestingKey.verifier(), purpose, TestingKey.sign(purpose.message(), other));
    }

    @Test
    void aTlsVerifierRefusesWhatIsSignedWithTheMaximumSalt() {
        byte[] content = Tls13CertificateVerify.of(new byte[32]).message();
        PssSignature signature = TestingKey.sign(content, SignatureScheme.RSA4096_PSS_SHA256_SALT478);

        refuses(TestingKey.verifier(), Tls13CertificateVerify.of(new byte[32]), signature);
    }

    @Test
    void noTwoPurposesHaveTheSameMessageUnlessTheyDifferInSaltAlone() {
        var messages = PURPOSES.stream()
                .collect(Collectors.groupingBy(purpose -> HexFormat.of().formatHex(purpose.message())));

        assertThat(messages.values()).allSatisfy(same -> {
            assertThat(same.stream().map(SigningPurpose::kind).distinct()).hasSize(1);
            assertThat(same.stream().map(SigningPurpose::scheme)).doesNotHaveDuplicates();
        });
    }

    @ParameterizedTest
    @EnumSource(PurposeKind.class)
    void everyKindIsCoveredHere(PurposeKind kind) {
        assertThat(PURPOSES).anyMatch(purpose -> purpose.kind() == kind);
    }

    @ParameterizedTest
    @MethodSource("purposes")
    void theContextOfEachKindIsItsOwn(SigningPurpose purpose) {
        String label = switch (purpose.kind()) {
            case RAW_CHALLENGE -> "";
            case BOUND_CHALLENGE -> "QL-SIGN v1 challenge";
            case BATCH_ROOT -> "QL-SIGN v1 batch root";
            case AUDIT_CHECKPOINT -> "QL-SIGN v1 checkpoint";
            case TLS13_CERTIFICATE_VERIFY -> "TLS 1.3, client CertificateVerify";
        };
        if (!label.isEmpty()) {
            byte[] context = (" ".repeat(64) + label + '\0').getBytes(StandardCharsets.US_ASCII);
            assertThat(purpose.message()).startsWith(context);
        }
    }

    @ParameterizedTest
    @MethodSource("purposes")
    void theLengthIsThatOfTheKind(SigningPurpose purpose) {
        int length = purpose.message().length;
        switch (purpose.kind()) {
            case RAW_CHALLENGE -> assertThat(length).isEqualTo(32);
            case BOUND_CHALLENGE -> assertThat(length).isBetween(236, 490);
            case BATCH_ROOT -> assertThat(length).isEqualTo(186);
            case AUDIT_CHECKPOINT -> assertThat(length).isBetween(169, 423);
            case TLS13_CERTIFICATE_VERIFY -> assertThat(length).isIn(130, 146);
        }
    }

    @ParameterizedTest
    @MethodSource("purposes")
    void noMessageBeginsLikeAStructureInDer(SigningPurpose purpose) {
        if (purpose.kind() != PurposeKind.RAW_CHALLENGE) {
            assertThat(purpose.message()[0]).isEqualTo((byte) ' ');
        }
    }

    @ParameterizedTest
    @MethodSource("purposes")
    void theStartOfNoMessageIsARawChallenge(SigningPurpose purpose) {
        if (purpose.kind() != PurposeKind.RAW_CHALLENGE) {
            assertThatExceptionOfType(ContractViolation.class)
                    .isThrownBy(() -> RawChallenge.of(Arrays.copyOf(purpose.message(), 32)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bound-challenge", "batch-root", "audit-checkpoint", "tls13-certificate-verify", "raw-challenge"
            })
    void policiesNameTheKindsByTheirLabels(String label) {
        assertThat(PurposeKind.ofLabel(label)).map(PurposeKind::label).contains(label);
    }

    @Test
    void theAgentsOwnKindsAreNotForCallers() {
        assertThat(Arrays.stream(PurposeKind.values()).filter(PurposeKind::callable))
                .containsExactly(
                        PurposeKind.RAW_CHALLENGE, PurposeKind.BOUND_CHALLENGE, PurposeKind.TLS13_CERTIFICATE_VERIFY);
    }

    private static void refuses(SignatureVerifier verifier, SigningPurpose purpose, PssSignature signature) {
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> verifier.verify(purpose, signature))
                .withMessage(
                        "signature: does not verify over this " + purpose.kind().label());
    }
}
