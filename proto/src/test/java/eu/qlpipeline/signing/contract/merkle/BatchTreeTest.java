package eu.qlpipeline.signing.contract.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.TestingChallenges;
import eu.qlpipeline.signing.contract.Vectors;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchTreeTest {

    private static final PssSignature SIGNATURE = PssSignature.of(new byte[512]);

    private final Random seeded = new Random(20_260_101);

    static Stream<Map<String, Value>> vectors() {
        return Vectors.list("batch").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void rootAndProofsAreThoseOfTheVector(Map<String, Value> vector) {
        List<byte[]> proofs = Vectors.bytesList(vector, "proofs");
        BatchTree tree = BatchTree.of(challenges(vector), new ReplayedRandom(randomOf(vector)));
        PssSignature signature = PssSignature.of(Vectors.bytes(vector, "signature"));

        assertThat(tree.root().message()).isEqualTo(Vectors.bytes(vector, "root_message"));
        assertThat(tree.size()).isEqualTo(proofs.size());
        for (int i = 0; i < proofs.size(); i++) {
            assertThat(tree.proof(i, signature).encode()).isEqualTo(proofs.get(i));
        }
    }

    @Test
    void everyProofOfEveryTreeLeadsToItsRoot() {
        List<BoundChallenge> challenges = new ArrayList<>();
        var random = new SecureRandom();
        for (int size = 1; size <= 300; size++) {
            challenges.add(TestingChallenges.random(seeded));
            BatchTree tree = BatchTree.of(challenges, random);
            for (int i = 0; i < size; i++) {
                BatchProof proof = BatchProof.parse(tree.proof(i, SIGNATURE).encode());
                assertThat(proof.rootOf(challenges.get(i))).isEqualTo(tree.root());
            }
        }
    }

    @Test
    void noProofAnswersTheChallengeOfAnotherPlace() {
        List<BoundChallenge> challenges = random(13);
        BatchTree tree = BatchTree.of(challenges, new SecureRandom());
        for (int i = 0; i < 13; i++) {
            for (int j = 0; j < 13; j++) {
                assertThat(tree.proof(i, SIGNATURE).rootOf(challenges.get(j)).equals(tree.root()))
                        .isEqualTo(i == j);
            }
        }
    }

    @Test
    void theSameChallengesNeverMakeTheSameTree() {
        List<BoundChallenge> challenges = random(3);
        var random = new SecureRandom();
        assertThat(BatchTree.of(challenges, random).root())
                .isNotEqualTo(BatchTree.of(challenges, random).root());
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "1024, 10", "1025, 11", "65536, 16"})
    void theTreeIsNoHigherThanItMustBe(int size, int height) {
        var challenges = Collections.nCopies(size, TestingChallenges.random(seeded));
        BatchTree tree = BatchTree.of(challenges, new SecureRandom());

        BatchProof last = tree.proof(size - 1, SIGNATURE);
        assertThat(last.height()).isEqualTo(height);
        assertThat(last.encode()).hasSize(584 + 32 * height);
        assertThat(last.rootOf(challenges.get(0))).isEqualTo(tree.root());
    }

    @Test
    void aPlaceWithoutAChallengeHasNoProof() {
        BatchTree tree = BatchTree.of(random(3), new SecureRandom());
        for (int place : new int[] {-1, 3, 4}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tree.proof(place, SIGNATURE));
        }
    }

    @Test
    void takesOneTo65536Challenges() {
        var tooMany = Collections.nCopies(65_537, TestingChallenges.random(seeded));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchTree.of(tooMany, new SecureRandom()))
                .withMessage("challenges: 65537 (expected: 1 to 65536)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchTree.of(List.of(), new SecureRandom()))
                .withMessage("challenges: 0 (expected: 1 to 65536)");
    }

    @Test
    void takesChallengesOfOneKeyAndOneSchemeOnly() {
        BoundChallenge one = TestingChallenges.random(seeded);
        for (BoundChallenge other : TestingChallenges.unlike(one)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BatchTree.of(List.of(one, other), new SecureRandom()))
                    .withMessage("challenges: of several keys or schemes (expected: of one)");
        }
    }

    private List<BoundChallenge> random(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> TestingChallenges.random(seeded))
                .toList();
    }

    private static List<BoundChallenge> challenges(Map<String, Value> vector) {
        return Vectors.bytesList(vector, "messages").stream()
                .map(message -> {
                    BoundChallenge challenge = TestingChallenges.ofMessage(message);
                    assertThat(HexFormat.of().formatHex(challenge.message()))
                            .isEqualTo(HexFormat.of().formatHex(message));
                    return challenge;
                })
                .toList();
    }

    /** What a tree draws: the batch id, a blind for each challenge, and the leaves of the places left over. */
    private static byte[] randomOf(Map<String, Value> vector) {
        var random = new ByteArrayOutputStream();
        List<byte[]> blinds = Vectors.bytesList(vector, "blinds");
        List<byte[]> leaves = Vectors.bytesLists(vector, "levels").get(0);
        random.writeBytes(Vectors.bytes(vector, "batch_id"));
        blinds.forEach(random::writeBytes);
        leaves.subList(blinds.size(), leaves.size()).forEach(random::writeBytes);
        return random.toByteArray();
    }
}
