package eu.qlpipeline.signing.contract.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.TestingChallenges;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchRunTest {

    private static final PssSignature SIGNATURE = PssSignature.of(new byte[512]);

    private final Random seeded = new Random(20_260_102);

    @Test
    void everyRunOfEverySmallTreeLeadsToItsRootAndHoldsItsProofs() {
        for (int size = 1; size <= 17; size++) {
            List<BoundChallenge> challenges = challenges(size);
            BatchTree tree = BatchTree.of(challenges, new SecureRandom());
            for (int first = 0; first < size; first++) {
                for (int count = 1; count <= size - first; count++) {
                    holds(tree, challenges, first, count);
                }
            }
        }
    }

    @Test
    void aRunOfALargeTreeLeadsToItsRoot() {
        List<BoundChallenge> challenges = challenges(1500);
        BatchTree tree = BatchTree.of(challenges, new SecureRandom());

        holds(tree, challenges, 0, 256);
        holds(tree, challenges, 255, 256);
        holds(tree, challenges, 1023, 2);
        holds(tree, challenges, 1499, 1);
        holds(tree, challenges, 0, 1500);
    }

    private static void holds(BatchTree tree, List<BoundChallenge> challenges, int first, int count) {
        RunTree climbed = copyOf(tree.run(first, count, SIGNATURE)).climb(challenges.subList(first, first + count));

        assertThat(climbed.root()).isEqualTo(tree.root());
        for (int offset = 0; offset < count; offset++) {
            assertThat(climbed.proof(offset).encode())
                    .isEqualTo(tree.proof(first + offset, SIGNATURE).encode());
        }
    }

    /** The same by the way over the wire. */
    private static BatchRun copyOf(BatchRun run) {
        return BatchRun.of(run.span(), run.batchId(), run.blinds(), run.neighbours(), run.signature());
    }

    @Test
    void aChangeOfAnyByteLeadsElsewhere() {
        List<BoundChallenge> challenges = challenges(11);
        BatchTree tree = BatchTree.of(challenges, new SecureRandom());
        BatchRun run = tree.run(3, 4, SIGNATURE);
        List<BoundChallenge> own = challenges.subList(3, 7);

        for (int at = 0; at < run.blinds().length; at++) {
            assertThat(BatchRun.of(run.span(), run.batchId(), flipped(run.blinds(), at), run.neighbours(), SIGNATURE)
                            .climb(own)
                            .root())
                    .isNotEqualTo(tree.root());
        }
        for (int at = 0; at < run.neighbours().length; at++) {
            assertThat(BatchRun.of(run.span(), run.batchId(), run.blinds(), flipped(run.neighbours(), at), SIGNATURE)
                            .climb(own)
                            .root())
                    .isNotEqualTo(tree.root());
        }
        for (int at = 0; at < Nonce.LENGTH; at++) {
            Nonce other = Nonce.of(flipped(run.batchId().bytes(), at));
            assertThat(BatchRun.of(run.span(), other, run.blinds(), run.neighbours(), SIGNATURE)
                            .climb(own)
                            .root())
                    .isNotEqualTo(tree.root());
        }
    }

    @Test
    void otherChallengesOrTheSameInAnotherOrderLeadElsewhere() {
        List<BoundChallenge> challenges = challenges(8);
        BatchTree tree = BatchTree.of(challenges, new SecureRandom());
        BatchRun run = tree.run(2, 2, SIGNATURE);

        assertThat(run.climb(challenges.subList(3, 5)).root()).isNotEqualTo(tree.root());
        assertThat(run.climb(List.of(challenges.get(3), challenges.get(2))).root())
                .isNotEqualTo(tree.root());
    }

    @Test
    void aRunTakesExactlyItsChallenges() {
        List<BoundChallenge> challenges = challenges(8);
        BatchRun run = BatchTree.of(challenges, new SecureRandom()).run(0, 4, SIGNATURE);

        assertThatIllegalArgumentException().isThrownBy(() -> run.climb(challenges.subList(0, 3)));
        assertThatIllegalArgumentException().isThrownBy(() -> run.climb(challenges.subList(0, 5)));
        assertThatIllegalArgumentException().isThrownBy(() -> run.climb(List.of()));
    }

    @Test
    void aRunTakesChallengesOfOneKeyAndOneSchemeOnly() {
        List<BoundChallenge> challenges = challenges(2);
        BatchRun run = BatchTree.of(challenges, new SecureRandom()).run(0, 2, SIGNATURE);

        for (BoundChallenge other : TestingChallenges.unlike(challenges.get(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> run.climb(List.of(challenges.get(0), other)))
                    .withMessage("challenges: of several keys or schemes (expected: of one)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 1",
        "17, 0, 1",
        "3, -1, 1",
        "3, 8, 1",
        "3, 5, 4",
        "3, 0, 9",
        "3, 0, 0",
        "3, 2147483647, 1",
        "3, 1, 2147483647"
    })
    void aSpanThatIsNotInItsTreeIsRefused(int height, int first, int count) {
        assertThatExceptionOfType(ContractViolation.class).isThrownBy(() -> new RunSpan(height, first, count));
    }

    @Test
    void aLengthThatTheSpanDoesNotDemandIsRefused() {
        BatchRun run = BatchTree.of(challenges(8), new SecureRandom()).run(1, 2, SIGNATURE);

        assertThat(run.neighbours()).hasSize(3 * 32);
        for (int length : List.of(0, 32, 63, 65, 96)) {
            refused(run, Arrays.copyOf(run.blinds(), length), run.neighbours());
        }
        for (int length : List.of(0, 64, 95, 97, 128, 1 << 20)) {
            refused(run, run.blinds(), Arrays.copyOf(run.neighbours(), length));
        }
    }

    private static void refused(BatchRun run, byte[] blinds, byte[] neighbours) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> BatchRun.of(run.span(), run.batchId(), blinds, neighbours, SIGNATURE))
                .satisfies(
                        violation -> assertThat(violation.reason()).isEqualTo(ContractViolation.Reason.PROOF_LENGTH));
    }

    private List<BoundChallenge> challenges(int size) {
        return Stream.generate(() -> TestingChallenges.random(seeded))
                .limit(size)
                .toList();
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] other = bytes.clone();
        other[at] ^= 1;
        return other;
    }
}
