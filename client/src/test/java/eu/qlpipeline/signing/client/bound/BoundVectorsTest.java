package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.Vectors;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignatureScheme;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of bound challenges and of batches, all from the reply on. */
class BoundVectorsTest {

    private static final X509Certificate CERTIFICATE = Vectors.certificate();
    private static final Map<String, Reason> REASONS = Map.of(
            "signature", Reason.SIGNATURE_INVALID,
            "version", Reason.PROOF_VERSION,
            "height", Reason.PROOF_HEIGHT,
            "index out of range", Reason.PROOF_INDEX,
            "length", Reason.PROOF_LENGTH);
    private static final int CONTEXT_LENGTH = 85;
    private static final int SHORTEST_MESSAGE = 236;

    @TempDir
    private Path directory;

    static Stream<Arguments> direct() {
        return Vectors.list("bound").stream().map(vector -> Arguments.of(Vectors.text(vector, "audience"), vector));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("direct")
    void acceptsEachSignatureAndRefusesItForAnotherName(String audience, Map<String, Value> vector) throws Exception {
        Message message = Message.of(Vectors.bytes(vector, "message"));
        assertThat(message.audience()).isEqualTo(audience);
        byte[] signature = Vectors.bytes(vector, "signature");

        verify(message, signature, message.audience());
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> verify(message, signature, "somebody-else.example"))
                .matches(e -> e.reason() == Reason.SIGNATURE_INVALID);
    }

    static Stream<Arguments> batched() {
        return Vectors.list("batch").stream().flatMap(vector -> {
            List<byte[]> messages = Vectors.bytesList(vector, "messages");
            List<byte[]> proofs = Vectors.bytesList(vector, "proofs");
            return IntStream.range(0, messages.size())
                    .mapToObj(i -> Arguments.of(i + " of " + messages.size(), messages.get(i), proofs.get(i)));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("batched")
    void acceptsEachProof(String name, byte[] bytes, byte[] proof) throws Exception {
        Message message = Message.of(bytes);
        verify(message, proof, message.audience());
    }

    static Stream<Arguments> negative() {
        return Vectors.list("batch_negative").stream()
                .map(vector -> Arguments.of(
                        Vectors.text(vector, "what"),
                        Vectors.bytes(vector, "message"),
                        Vectors.bytes(vector, "proof"),
                        REASONS.get(Vectors.text(vector, "result"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("negative")
    void refusesEachBadProofForItsReason(String name, byte[] bytes, byte[] proof, Reason reason) {
        // A verifier builds its messages, so that what is no message at all can only meet one of its own.
        Message message = bytes.length >= SHORTEST_MESSAGE
                ? Message.of(bytes)
                : Message.of(Vectors.bytesList(Vectors.list("batch").get(0), "messages")
                        .get(0));
        assertThatExceptionOfType(VerificationException.class)
                .isThrownBy(() -> verify(message, proof, message.audience()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    /**
     * All checks but that of the certificate's dates: it was made after the times in the vectors, so that no moment suits
     * both.
     */
    private void verify(Message message, byte[] proof, String name) throws Exception {
        var audience = new Audience(name);
        StoredCertificate stored =
                trusted(name, message.binding().type()).list().get(0);
        BoundAnswer answer;
        try {
            answer = BoundCodec.decode(message.reply(proof));
        } catch (ContractViolation e) {
            throw VerificationException.of(e);
        }
        Nonce nonce = Nonce.of(message.verifierNonce());
        var run = new BoundRun(Optional.of(stored), nonce, answer);
        run.enrolled(audience);
        run.goodAt(Instant.ofEpochMilli(message.issuedAt()));
        run.tiedTo(message.binding());
        run.proven(
                stored,
                new BoundChallenge(stored.fingerprint(), nonce, audience, message.binding(), answer.terms()),
                new VerifiedRoots(BoundLimits.DEFAULT));
    }

    private TrustedCertificates trusted(String audience, ChannelBinding.Type binding) throws Exception {
        TrustStore store = TrustStore.at(Files.createTempDirectory(directory, "store"));
        store.add(
                TestingCertificates.write(directory, "vectors.pem", TestingCertificates.pem(CERTIFICATE)),
                CertificateFingerprint.of(CERTIFICATE),
                new Enrolment.Bound(new Audience(audience), binding));
        return store.snapshot();
    }

    /** The fields of a vector's message, which no verifier ever reads off the wire. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Message(
            byte[] verifierNonce,
            byte[] agentNonce,
            long issuedAt,
            long expiresAt,
            ChannelBinding binding,
            String audience) {

        static Message of(byte[] message) {
            ByteBuffer body = ByteBuffer.wrap(message, CONTEXT_LENGTH, message.length - CONTEXT_LENGTH);
            assertThat(body.get()).isEqualTo((byte) 1);
            assertThat(body.getShort()).isEqualTo((short) 478);
            assertThat(take(body, 32))
                    .isEqualTo(CertificateFingerprint.of(CERTIFICATE).bytes());
            byte[] verifierNonce = take(body, 32);
            byte[] agentNonce = take(body, 32);
            long issuedAt = body.getLong();
            long expiresAt = body.getLong();
            boolean tied = body.get() == 1;
            byte[] value = take(body, 32);
            String audience = new String(take(body, body.getShort()), StandardCharsets.US_ASCII);
            return new Message(
                    verifierNonce,
                    agentNonce,
                    issuedAt,
                    expiresAt,
                    tied ? ChannelBinding.tlsExporter(value) : ChannelBinding.none(),
                    audience);
        }

        SignChallengeResponse reply(byte[] proof) {
            var bound = eu.qlpipeline.signing.v1.BoundAnswer.newBuilder()
                    .setAgentNonce(ByteString.copyFrom(agentNonce))
                    .setIssuedAtMs(issuedAt)
                    .setExpiresAtMs(expiresAt)
                    .setChannelBindingType(
                            binding.type() == ChannelBinding.Type.NONE
                                    ? ChannelBindingType.CHANNEL_BINDING_TYPE_NONE
                                    : ChannelBindingType.CHANNEL_BINDING_TYPE_TLS_EXPORTER);
            if (proof.length == 512) {
                bound.setSignature(ByteString.copyFrom(proof));
            } else {
                bound.setBatchProof(ByteString.copyFrom(proof));
            }
            return SignChallengeResponse.newBuilder()
                    .setCertificateSha256(ByteString.copyFrom(
                            CertificateFingerprint.of(CERTIFICATE).bytes()))
                    .setScheme(SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT478)
                    .setBound(bound)
                    .build();
        }

        private static byte[] take(ByteBuffer body, int length) {
            byte[] bytes = new byte[length];
            body.get(bytes);
            return bytes;
        }
    }
}
