package eu.qlpipeline.signing.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.ContractViolation.Reason;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignTls13CertificateVerifyResponse;
import java.security.SecureRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers by one signature come over the wire as they were, or not at all. */
class AnswerCodecTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final CertificateFingerprint certificate = CertificateFingerprint.ofBytes(random(32));
    private final PssSignature signature = PssSignature.of(random(512));

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    @Test
    void answersComeThroughAsTheyWere() {
        SignChallengeResponse raw = ChallengeCodec.encodeRaw(certificate, signature);
        assertThat(ChallengeCodec.certificateOf(raw)).isEqualTo(certificate);
        assertThat(ChallengeCodec.rawSignatureOf(raw).bytes()).isEqualTo(signature.bytes());

        SignTls13CertificateVerifyResponse login = TlsCodec.encode(certificate, signature);
        assertThat(TlsCodec.certificateOf(login)).isEqualTo(certificate);
        assertThat(TlsCodec.signatureOf(login).bytes()).isEqualTo(signature.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 511, 513})
    void aTlsAnswerOfAnotherLengthIsRefused(int length) {
        SignTls13CertificateVerifyResponse answer = TlsCodec.encode(certificate, signature).toBuilder()
                .setCertificateSha256(ByteString.copyFrom(new byte[length]))
                .setSignature(ByteString.copyFrom(new byte[length]))
                .build();
        refused(Reason.FINGERPRINT_LENGTH, () -> TlsCodec.certificateOf(answer));
        refused(Reason.SIGNATURE_LENGTH, () -> TlsCodec.signatureOf(answer));
    }

    private static void refused(Reason reason, ThrowingCallable decoding) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(decoding)
                .extracting(ContractViolation::reason)
                .isEqualTo(reason);
    }
}
