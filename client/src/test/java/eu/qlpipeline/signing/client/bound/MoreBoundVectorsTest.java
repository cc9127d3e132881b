package eu.qlpipeline.signing.client.bound;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStore;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.client.verify.VerificationException;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ChannelBinding;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.MoreVectors;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.Vectors;
import eu.qlpipeline.signing.contract.answer.BoundAnswer;
import eu.qlpipeline.signing.contract.codec.BoundCodec;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SignatureScheme;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The second file of vectors through all checks of section 4.3 but the second, which is of the verifier's own memory. */
class MoreBoundVectorsTest {

    private static final Map<String, SignatureScheme> SCHEMES = Map.of(
            "RSA4096_PSS_SHA256_SALT478", SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT478,
            "RSA4096_PSS_SHA256_SALT32", SignatureScheme.SIGNATURE_SCHEME_RSA4096_PSS_SHA256_SALT32);

    @TempDir
    private Path directory;

    static Stream<Arguments> cases() {
        return Stream.concat(
                        MoreVectors.list("bound").stream(),
                        MoreVectors.list("batch").stream()
                                .flatMap(batch -> MoreVectors.list(batch, "answers").stream()))
                .map(one -> Arguments.of(Vectors.text(one, "what"), one));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void judgesEachAnswerAsItsResultSays(String what, Map<String, Value> one) throws Exception {
        String result = MoreVectors.OK;
        try {
            verify(one);
        } catch (VerificationException e) {
            result = e.reason().name();
        }
        assertThat(result).isEqualTo(Vectors.text(one, "result"));
    }

    private void verify(Map<String, Value> one) throws Exception {
        var audience = new Audience(Vectors.text(one, "audience"));
        ChannelBinding binding = MoreVectors.binding(one);
        TrustedCertificates trusted = trusted(audience, binding.type());
        BoundAnswer answer;
        try {
            answer = BoundCodec.decode(reply(MoreVectors.reply(one)));
        } catch (ContractViolation e) {
            throw VerificationException.of(e);
        }
        Nonce nonce = Nonce.of(Vectors.bytes(one, "verifierNonce"));
        Optional<StoredCertificate> found = trusted.find(answer.certificate());
        var run = new BoundRun(found, nonce, answer);
        run.enrolled(audience);
        StoredCertificate stored = found.orElseThrow(() -> run.notTrusted(trusted));
        Instant now = Instant.ofEpochMilli(Vectors.number(one, "now"));
        run.validAt(stored, now);
        run.goodAt(now);
        run.tiedTo(binding);
        run.proven(
                stored,
                new BoundChallenge(stored.fingerprint(), nonce, audience, binding, answer.terms()),
                new VerifiedRoots(BoundLimits.DEFAULT));
    }

    private static SignChallengeResponse reply(Map<String, Value> reply) {
        var bound = eu.qlpipeline.signing.v1.BoundAnswer.newBuilder()
                .setAgentNonce(ByteString.copyFrom(Vectors.bytes(reply, "agentNonce")))
                .setIssuedAtMs(Vectors.number(reply, "issuedAtMs"))
                .setExpiresAtMs(Vectors.number(reply, "expiresAtMs"))
                .setChannelBindingType(
                        Vectors.text(reply, "channelBindingType").equals("none")
                                ? ChannelBindingType.CHANNEL_BINDING_TYPE_NONE
                                : ChannelBindingType.CHANNEL_BINDING_TYPE_TLS_EXPORTER);
        if (reply.containsKey("signature")) {
            bound.setSignature(ByteString.copyFrom(Vectors.bytes(reply, "signature")));
        } else {
            bound.setBatchProof(ByteString.copyFrom(Vectors.bytes(reply, "batchProof")));
        }
        return SignChallengeResponse.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(Vectors.bytes(reply, "certificateSha256")))
                .setScheme(SCHEMES.getOrDefault(
                        Vectors.text(reply, "scheme"), SignatureScheme.SIGNATURE_SCHEME_UNSPECIFIED))
                .setBound(bound)
                .build();
    }

    private TrustedCertificates trusted(Audience audience, ChannelBinding.Type binding) throws Exception {
        TrustStore store = TrustStore.at(directory.resolve("store"));
        store.add(
                TestingCertificates.write(directory, "more.pem", TestingCertificates.pem(MoreVectors.certificate())),
                CertificateFingerprint.of(MoreVectors.certificate()),
                new Enrolment.Bound(audience, binding));
        return store.snapshot();
    }
}
