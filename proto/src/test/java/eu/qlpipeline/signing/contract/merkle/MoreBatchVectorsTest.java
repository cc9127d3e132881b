package eu.qlpipeline.signing.contract.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.MoreVectors;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.Vectors;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches and runs of the second file of vectors, rebuilt from their fields. */
class MoreBatchVectorsTest {

    static Stream<Arguments> answers() {
        return MoreVectors.list("batch").stream()
                .flatMap(batch -> MoreVectors.list(batch, "answers").stream()
                        .map(answer -> Arguments.of(
                                Vectors.text(answer, "what") + ", salt " + Vectors.number(batch, "salt"),
                                batch,
                                answer)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void rebuildsMessageAndRoot(String what, Map<String, Value> batch, Map<String, Value> answer) throws Exception {
        BoundChallenge challenge = MoreVectors.challenge(answer);
        assertThat(challenge.message()).isEqualTo(Vectors.bytes(answer, "message"));
        BatchProof proof = MoreVectors.proof(answer);
        assertThat(proof.rootOf(challenge).message()).isEqualTo(Vectors.bytes(batch, "rootMessage"));
        SignatureVerifier.of(MoreVectors.certificate()).verify(proof.rootOf(challenge), proof.signature());
    }

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
        int first = (int) Vectors.number(run, "first");
        int count = (int) Vectors.number(run, "n");
        List<Map<String, Value>> answers = MoreVectors.list(batch, "answers");
        RunTree tree;
        List<BoundChallenge> challenges = new ArrayList<>();
        try {
            var span = new RunSpan((int) Vectors.number(batch, "height"), first, count);
            answers.subList(first, first + count).forEach(each -> challenges.add(MoreVectors.challenge(each)));
            tree = BatchRun.of(
                            span,
                            Nonce.of(Vectors.bytes(batch, "batchId")),
                            Vectors.bytes(run, "blinds"),
                            Vectors.bytes(run, "path"),
                            PssSignature.of(Vectors.bytes(batch, "signature")))
                    .climb(challenges);
        } catch (ContractViolation e) {
            return e.reason().name();
        }
        try {
            SignatureVerifier.of(MoreVectors.certificate())
                    .verify(tree.root(), PssSignature.of(Vectors.bytes(batch, "signature")));
        } catch (SignatureException e) {
            return "SIGNATURE_INVALID";
        }
        for (int i = 0; i < count; i++) {
            assertThat(tree.proof(i).encode())
                    .isEqualTo(MoreVectors.proof(answers.get(first + i)).encode());
        }
        return MoreVectors.OK;
    }
}
