package eu.qlpipeline.signing.contract.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.MoreVectors;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.Vectors;
import eu.qlpipeline.signing.contract.answer.SharedAnswer;
import eu.qlpipeline.signing.contract.merkle.RunTree;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.SharedAnswers;
import java.security.SignatureException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of the second file of vectors, as they come on the wire. */
class SharedVectorsTest {

    static Stream<Arguments> runs() {
        return MoreVectors.list("batch").stream()
                .flatMap(batch -> MoreVectors.list(batch, "runs").stream()
                        .map(run -> Arguments.of(
                                Vectors.text(run, "what") + ", salt " + Vectors.number(batch, "salt"), batch, run)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void judgesEachRunAsItsResultSays(String what, Map<String, Value> batch, Map<String, Value> run) throws Exception {
        assertThat(judge(batch, run)).isEqualTo(Vectors.text(run, "result"));
    }

    private static String judge(Map<String, Value> batch, Map<String, Value> run) throws Exception {
        SharedAnswer answer;
        try {
            answer = SharedCodec.decode(wire(batch, run));
        } catch (ContractViolation e) {
            return e.reason().name();
        }
        int first = (int) Vectors.number(run, "first");
        int count = (int) Vectors.number(run, "n");
        List<Map<String, Value>> answers = MoreVectors.list(batch, "answers").subList(first, first + count);
        RunTree tree = answer.run()
                .climb(IntStream.range(0, count)
                        .mapToObj(i -> challenge(answers.get(i), answer, i))
                        .toList());
        try {
            SignatureVerifier.of(MoreVectors.certificate())
                    .verify(tree.root(), answer.run().signature());
        } catch (SignatureException e) {
            return "SIGNATURE_INVALID";
        }
        for (int i = 0; i < count; i++) {
            assertThat(tree.proof(i).encode())
                    .isEqualTo(MoreVectors.proof(answers.get(i)).encode());
        }
        return MoreVectors.OK;
    }

    /** The verifier's own fields, and those that came on the wire. */
    private static BoundChallenge challenge(Map<String, Value> own, SharedAnswer answer, int offset) {
        return new BoundChallenge(
                answer.certificate(),
                Nonce.of(Vectors.bytes(own, "verifierNonce")),
                MoreVectors.challenge(own).audience(),
                MoreVectors.binding(own),
                answer.terms(offset));
    }

    /** What a run is in its batch; the nonces of places that the batch lacks are zero. */
    private static SharedAnswers wire(Map<String, Value> batch, Map<String, Value> run) {
        int first = (int) Vectors.number(run, "first");
        int count = (int) Vectors.number(run, "n");
        List<Map<String, Value>> answers = MoreVectors.list(batch, "answers");
        Map<String, Value> any = MoreVectors.reply(answers.get(0));
        ByteString nonces = IntStream.range(first, first + count)
                .mapToObj(place -> place < answers.size()
                        ? bytes(MoreVectors.reply(answers.get(place)), "agentNonce")
                        : ByteString.copyFrom(new byte[Nonce.LENGTH]))
                .reduce(ByteString.EMPTY, ByteString::concat);
        return SharedAnswers.newBuilder()
                .setCertificateSha256(ByteString.copyFrom(
                        CertificateFingerprint.of(MoreVectors.certificate()).bytes()))
                .setScheme(SchemeCodec.encode(SignatureScheme.valueOf(Vectors.text(any, "scheme"))))
                .setIssuedAtMs(Vectors.number(any, "issuedAtMs"))
                .setExpiresAtMs(Vectors.number(any, "expiresAtMs"))
                .setChannelBindingType(ChannelBindingType.CHANNEL_BINDING_TYPE_NONE)
                .setHeight((int) Vectors.number(batch, "height"))
                .setFirstIndex(first)
                .setBatchId(bytes(batch, "batchId"))
                .addAllRequestIds(LongStream.range(0, count).boxed().toList())
                .setAgentNonces(nonces)
                .setBlinds(bytes(run, "blinds"))
                .setPath(bytes(run, "path"))
                .setSignature(bytes(batch, "signature"))
                .build();
    }

    private static ByteString bytes(Map<String, Value> object, String name) {
        return ByteString.copyFrom(Vectors.bytes(object, name));
    }
}
