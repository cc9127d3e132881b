package eu.qlpipeline.signing.contract.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.MoreVectors;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.Vectors;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches of the second file of vectors, rebuilt from their fields. */
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
}
