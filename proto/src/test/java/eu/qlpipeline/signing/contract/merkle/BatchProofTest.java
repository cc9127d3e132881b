package eu.qlpipeline.signing.contract.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Value;
import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.SignatureScheme;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.TestingChallenges;
import eu.qlpipeline.signing.contract.TestingKey;
import eu.qlpipeline.signing.contract.Vectors;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchProofTest {

    private static final Map<String, ContractViolation.Reason> REASONS = Map.of(
            "version", ContractViolation.Reason.PROOF_VERSION,
            "height", ContractViolation.Reason.PROOF_HEIGHT,
            "index out of range", ContractViolation.Reason.PROOF_INDEX,
            "length", ContractViolation.Reason.PROOF_LENGTH);

    static Stream<Map<String, Value>> vectors() {
        return Vectors.list("batch").stream();
    }

    static Stream<Arguments> negativeVectors() {
        return Vectors.list("batch_negative").stream()
                .map(vector -> Arguments.of(Vectors.text(vector, "what"), Vectors.text(vector, "result"), vector));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void everyProofOfTheVectorsAnswersItsChallenge(Map<String, Value> vector) throws Exception {
        SignatureVerifier verifier = SignatureVerifier.of(Vectors.certificate());
        List<byte[]> messages = Vectors.bytesList(vector, "messages");
        List<byte[]> proofs = Vectors.bytesList(vector, "proofs");
        for (int i = 0; i < proofs.size(); i++) {
            BatchProof proof = BatchProof.parse(proofs.get(i));
            BoundChallenge challenge = TestingChallenges.ofMessage(messages.get(i));

            assertThat(proof.index()).isEqualTo(i);
            assertThat(proof.encode()).isEqualTo(proofs.get(i));
            assertThat(proof.rootOf(challenge).message()).isEqualTo(Vectors.bytes(vector, "root_message"));
            assertThatCode(() -> verifier.verify(proof.rootOf(challenge), proof.signature()))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("negativeVectors")
    void refusesTheNegativeVectorsForTheReasonTheyName(String what, String result, Map<String, Value> vector)
            throws Exception {
        byte[] encoded = Vectors.bytes(vector, "proof");
        byte[] message = Vectors.bytes(vector, "message");

        if (result.equals("signature")) {
            BatchProof proof = BatchProof.parse(encoded);
            SignatureVerifier verifier = SignatureVerifier.of(Vectors.certificate());
            assertThatExceptionOfType(SignatureException.class)
                    .isThrownBy(() -> verifier.verify(rootOf(proof, message), proof.signature()));
        } else {
            refuses(encoded, Objects.requireNonNull(REASONS.get(result), result));
        }
    }

    @Test
    void refusesAProofOrMessageWithAnySingleBitFlipped() throws Exception {
        List<BoundChallenge> challenges = random(11, new Random(11));
        BatchTree tree = BatchTree.of(challenges, new SecureRandom());
        byte[] proof = tree.proof(6, TestingKey.sign(tree.root())).encode();
        byte[] message = challenges.get(6).message();
        assertThat(answers(proof, message, tree.root())).isTrue();

        for (int bit = 0; bit < proof.length * 8; bit++) {
            assertThat(answers(flipped(proof, bit), message, tree.root())).isFalse();
        }
        for (int bit = 0; bit < message.length * 8; bit++) {
            assertThat(answers(proof, flipped(message, bit), tree.root())).isFalse();
        }
    }

    @Test
    void refusesARandomBitFlippedInTreesOfEverySize() {
        var random = new Random(300);
        for (int size = 1; size <= 300; size++) {
            List<BoundChallenge> challenges = random(size, random);
            BatchTree tree = BatchTree.of(challenges, new SecureRandom());
            int place = random.nextInt(size);
            byte[] proof = tree.proof(place, TestingKey.sign(tree.root())).encode();
            byte[] message = challenges.get(place).message();

            assertThat(answers(proof, message, tree.root())).isTrue();
            assertThat(answers(flipped(proof, random.nextInt(proof.length * 8)), message, tree.root()))
                    .isFalse();
            assertThat(answers(proof, flipped(message, random.nextInt(message.length * 8)), tree.root()))
                    .isFalse();
        }
    }

    @Test
    void refusesEveryTruncationAndExtension() {
        byte[] whole = Vectors.bytesList(vectors().toList().get(4), "proofs").get(5);
        for (int length = 0; length < 1200; length++) {
            if (length != whole.length) {
                refuses(Arrays.copyOf(whole, length), ContractViolation.Reason.PROOF_LENGTH);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 511, 513, 65_535})
    void refusesASignatureOfAnotherLength(int length) {
        byte[] proof = Vectors.bytesList(vectors().toList().get(4), "proofs").get(5);
        ByteBuffer.wrap(proof).putShort(proof.length - 514, (short) length);
        refuses(proof, ContractViolation.Reason.SIGNATURE_LENGTH);
    }

    /** Its bytes are of a number without a sign. */
    @Test
    void refusesEveryIndexThatIsNotBelowTheNumberOfLeaves() {
        for (Map<String, Value> vector : vectors().toList()) {
            byte[] proof = Vectors.bytesList(vector, "proofs").get(0);
            for (int index : new int[] {1 << proof[1], Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
                ByteBuffer.wrap(proof).putInt(2, index);
                refuses(proof, ContractViolation.Reason.PROOF_INDEX);
            }
        }
    }

    @Test
    void refusesAMegabyteByItsLengthAlone() {
        ByteBuffer huge = ByteBuffer.allocateDirect(1 << 20);
        huge.put(0, (byte) 1).put(1, (byte) 16);
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> BatchProof.parse(huge))
                .withMessage("proof: 1048576 bytes (expected: 1096)");
    }

    @Test
    void randomBytesAreRefusedOrKeptAsTheyAre() {
        var random = new Random(42);
        int kept = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] proof = plausible(random);
            try {
                assertThat(BatchProof.parse(proof).encode()).isEqualTo(proof);
                kept++;
            } catch (ContractViolation e) {
                assertThat(e.reason())
                        .isIn(
                                ContractViolation.Reason.PROOF_LENGTH,
                                ContractViolation.Reason.PROOF_VERSION,
                                ContractViolation.Reason.PROOF_HEIGHT,
                                ContractViolation.Reason.PROOF_INDEX,
                                ContractViolation.Reason.SIGNATURE_LENGTH);
            }
        }
        assertThat(kept).isPositive();
    }

    @Test
    void readsFromTheMiddleOfABufferAndLeavesItsPosition() {
        byte[] proof = Vectors.bytesList(vectors().toList().get(2), "proofs").get(1);
        ByteBuffer within = ByteBuffer.allocate(proof.length + 7).put(3, proof);
        within.position(3).limit(3 + proof.length);

        assertThat(BatchProof.parse(within.asReadOnlyBuffer()).encode()).isEqualTo(proof);
        assertThat(within.position()).isEqualTo(3);
    }

    @Test
    void keepsNoReferenceToTheCallersArray() {
        byte[] mine = Vectors.bytesList(vectors().toList().get(2), "proofs").get(1);
        byte[] before = mine.clone();
        BatchProof proof = BatchProof.parse(mine);
        mine[80] ^= 1;
        proof.encode()[81] ^= 1;
        assertThat(proof.encode()).isEqualTo(before);
    }

    @Test
    void theLongestProofHasSixteenLevels() {
        assertThat(BatchProof.MAX_LENGTH).isEqualTo(584 + 16 * 32);
    }

    /** Whether a verifier takes the proof; asks RSA only where the proof leads to the root that was signed. */
    private static boolean answers(byte[] encoded, byte[] message, BatchRoot signed) {
        try {
            BatchProof proof = BatchProof.parse(encoded);
            BatchRoot root = rootOf(proof, message);
            if (!root.equals(signed)) {
                return false;
            }
            TestingKey.verifier().verify(root, proof.signature());
            return true;
        } catch (ContractViolation | SignatureException e) {
            return false;
        }
    }

    /** As {@link BatchProof#rootOf}, but for bytes that need not be those of a bound challenge. */
    private static BatchRoot rootOf(BatchProof proof, byte[] message) {
        Nonce batchId = Nonce.of(Arrays.copyOfRange(proof.encode(), 6, 38));
        return BatchRoot.of(
                SignatureScheme.RSA4096_PSS_SHA256_SALT478,
                TestingChallenges.CERTIFICATE,
                proof.height(),
                batchId,
                proof.climb(message));
    }

    private static byte[] plausible(Random random) {
        int height = random.nextInt(18);
        int length = random.nextInt(4) == 0 ? random.nextInt(1200) : 584 + 32 * height;
        byte[] proof = new byte[length];
        random.nextBytes(proof);
        ByteBuffer in = ByteBuffer.wrap(proof);
        if (length >= 584 && random.nextInt(8) > 0) {
            in.put(0, (byte) (random.nextInt(8) == 0 ? 2 : 1)).put(1, (byte) height);
            in.putInt(2, random.nextInt(1 << (Math.min(height, 16) + random.nextInt(2))));
            in.putShort(length - 514, (short) 512);
        }
        return proof;
    }

    private static List<BoundChallenge> random(int size, Random random) {
        return IntStream.range(0, size)
                .mapToObj(i -> TestingChallenges.random(random))
                .toList();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << bit % 8);
        return copy;
    }

    private static void refuses(byte[] proof, ContractViolation.Reason reason) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> BatchProof.parse(proof))
                .extracting(ContractViolation::reason)
                .isEqualTo(reason);
    }
}
