package eu.qlpipeline.signing.contract.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.ContractViolation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTreeTest {

    private static final int SIZES = 70;

    /** The eight entries that implementations of certificate transparency share for their tests. */
    private static final List<byte[]> KNOWN_RECORDS = List.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .stream()
            .map(HexFormat.of()::parseHex)
            .toList();

    private final List<byte[]> records = new ArrayList<>();
    private final MemoryLogNodes nodes = new MemoryLogNodes();
    private final LogFrontier frontier = LogFrontier.empty();
    /** The heads at each size, from 0 on. */
    private final List<TreeHead> heads = new ArrayList<>(List.of(frontier.head()));

    @ParameterizedTest
    @CsvSource({
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    })
    void theRootsAreThoseKnownFromCertificateTransparency(int size, String root) {
        append(KNOWN_RECORDS.subList(0, size));
        assertThat(HexFormat.of().formatHex(frontier.head().root())).isEqualTo(root);
        assertThat(HexFormat.of().formatHex(Rfc9162.root(records))).isEqualTo(root);
    }

    @Test
    void frontierAndTreeHaveTheRootOfTheDefinitionAtEverySize() {
        appendRandom(300);
        for (int size = 1; size <= 300; size++) {
            TreeHead expected = TreeHead.of(size, Rfc9162.root(records.subList(0, size)));
            assertThat(heads.get(size)).isEqualTo(expected);
            assertThat(new LogTree(nodes, size).head()).isEqualTo(expected);
        }
    }

    @Test
    void inclusionProofsAreThoseOfTheDefinitionAndVerify() {
        appendRandom(SIZES);
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                InclusionProof proof = new LogTree(nodes, size).inclusion(index);
                byte[] expected = joined(Rfc9162.inclusion(index, records.subList(0, size)));

                assertThat(proof.path()).isEqualTo(expected);
                InclusionProof.of(index, size, expected).verify(records.get(index), heads.get(size));
            }
        }
    }

    @Test
    void consistencyProofsAreThoseOfTheDefinitionAndVerify() {
        appendRandom(SIZES);
        for (int second = 1; second <= SIZES; second++) {
            for (int first = 1; first <= second; first++) {
                ConsistencyProof proof = new LogTree(nodes, second).consistency(first);
                byte[] expected = joined(Rfc9162.consistency(first, records.subList(0, second)));

                assertThat(proof.path()).isEqualTo(expected);
                ConsistencyProof.of(first, second, expected).verify(heads.get(first), heads.get(second));
            }
        }
    }

    @Test
    void anInclusionProofHoldsForOneRecordOnePlaceAndOneTreeOnly() {
        appendRandom(SIZES);
        for (int size = 2; size <= SIZES; size++) {
            int index = size / 2;
            byte[] path = new LogTree(nodes, size).inclusion(index).path();
            InclusionProof proof = InclusionProof.of(index, size, path);

            refusesInclusion(proof, records.get(index - 1), heads.get(size));
            refusesInclusion(proof, flipped(records.get(index), 3), heads.get(size));
            refusesInclusion(proof, records.get(index), heads.get(size - 1));
            for (int bit = 0; bit < path.length * 8; bit += 37) {
                refusesInclusion(
                        InclusionProof.of(index, size, flipped(path, bit)), records.get(index), heads.get(size));
            }
        }
    }

    @Test
    void aProofForAnotherPlaceOfTheSameTreeIsRefused() {
        appendRandom(8);
        byte[] path = new LogTree(nodes, 8).inclusion(5).path();
        for (int index = 0; index < 8; index++) {
            if (index != 5) {
                refusesInclusion(InclusionProof.of(index, 8, path), records.get(5), heads.get(8));
            }
        }
    }

    @Test
    void aNodeIsNotTakenForARecord() {
        appendRandom(4);
        byte[] children = joined(List.of(nodes.hash(0, 0), nodes.hash(0, 1)));
        var proof = InclusionProof.of(0, 2, nodes.hash(1, 1));
        refusesInclusion(proof, children, TreeHead.of(2, heads.get(4).root()));
    }

    @Test
    void aConsistencyProofHoldsForItsTwoTreesOnly() {
        appendRandom(SIZES);
        for (int second = 2; second <= SIZES; second++) {
            for (int first = 1; first < second; first++) {
                byte[] path = new LogTree(nodes, second).consistency(first).path();
                ConsistencyProof proof = ConsistencyProof.of(first, second, path);
                TreeHead older = heads.get(first);
                TreeHead newer = heads.get(second);

                refusesConsistency(proof, forged(older), newer);
                refusesConsistency(proof, older, forged(newer));
                refusesConsistency(proof, newer, older);
                int bit = (first * 31 + second * 7) % (path.length * 8);
                refusesConsistency(ConsistencyProof.of(first, second, flipped(path, bit)), older, newer);
            }
        }
    }

    @Test
    void theSizeOfAHeadCountsAsMuchAsItsRoot() {
        appendRandom(7);
        TreeHead five = heads.get(5);
        TreeHead seven = heads.get(7);
        ConsistencyProof consistency = new LogTree(nodes, 7).consistency(5);

        refusesInclusion(new LogTree(nodes, 7).inclusion(2), records.get(2), TreeHead.of(8, seven.root()));
        refusesConsistency(consistency, TreeHead.of(6, five.root()), seven);
        refusesConsistency(consistency, five, TreeHead.of(8, seven.root()));
    }

    @Test
    void aTreeIsConsistentWithItselfAlone() {
        appendRandom(5);
        ConsistencyProof proof = ConsistencyProof.of(5, 5, new byte[0]);
        assertThatCode(() -> proof.verify(heads.get(5), heads.get(5))).doesNotThrowAnyException();
        refusesConsistency(proof, heads.get(5), forged(heads.get(5)));
    }

    @Test
    void aProofIsExactlyAsLongAsItsPlaceDemands() {
        appendRandom(SIZES);
        for (int size = 1; size <= SIZES; size++) {
            for (int index = 0; index < size; index++) {
                int right = new LogTree(nodes, size).inclusion(index).path().length;
                int consistent = new LogTree(nodes, size).consistency(index + 1).path().length;
                for (int length = 0; length <= 32 * 9; length += 16) {
                    if (length != right) {
                        refusesInclusionPath(index, size, length);
                    }
                    if (length != consistent) {
                        refusesConsistencyPath(index + 1, size, length);
                    }
                }
            }
        }
    }

    @Test
    void refusesPlacesThatNoTreeHas() {
        refusesSizes(() -> InclusionProof.of(-1, 3, new byte[0]));
        refusesSizes(() -> InclusionProof.of(3, 3, new byte[64]));
        refusesSizes(() -> InclusionProof.of(0, 0, new byte[0]));
        refusesSizes(() -> InclusionProof.of(0, Long.MIN_VALUE, new byte[0]));
        refusesSizes(() -> ConsistencyProof.of(0, 3, new byte[0]));
        refusesSizes(() -> ConsistencyProof.of(4, 3, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> new LogTree(nodes, 0));
    }

    @Test
    void theGreatestSizesOverflowNothing() {
        byte[] path = InclusionProof.of(Long.MAX_VALUE - 1, Long.MAX_VALUE, new byte[62 * 32])
                .path();
        assertThat(path).hasSize(62 * 32);
        assertThat(ConsistencyProof.of(Long.MAX_VALUE - 1, Long.MAX_VALUE, new byte[63 * 32])
                        .path())
                .hasSize(63 * 32);
    }

    @Test
    void aFrontierContinuesWhereItWasNoted() {
        appendRandom(100);
        for (int size = 0; size < 100; size++) {
            LogFrontier noted = LogFrontier.empty();
            records.subList(0, size).forEach(noted::append);
            assertThat(noted.peaks()).hasSize(Integer.bitCount(size));

            LogFrontier resumed = LogFrontier.of(size, noted.peaks());
            assertThat(resumed.append(records.get(size))).isEqualTo(size);
            assertThat(resumed.head()).isEqualTo(heads.get(size + 1));
        }
    }

    @Test
    void refusesAFrontierThatDoesNotFitItsSize() {
        refusesSizes(() -> LogFrontier.of(3, List.of(new byte[32])));
        refusesSizes(() -> LogFrontier.of(-1, List.of()));
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(() -> LogFrontier.of(1, List.of(new byte[31])))
                .extracting(ContractViolation::reason)
                .isEqualTo(ContractViolation.Reason.ROOT_LENGTH);
    }

    @Test
    void theNodesAreTakenInOrderOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes.subtree(0, 1, new byte[32]))
                .withMessage("subtree: 1 at level 0 (expected: 0)");
    }

    private void append(List<byte[]> more) {
        for (byte[] entry : more) {
            records.add(entry);
            frontier.append(entry, nodes);
            heads.add(frontier.head());
        }
    }

    private void appendRandom(int count) {
        var random = new Random(count);
        for (int i = 0; i < count; i++) {
            byte[] entry = new byte[8 + random.nextInt(100)];
            random.nextBytes(entry);
            append(List.of(ByteBuffer.wrap(entry).putInt(0, i).array()));
        }
    }

    private static byte[] joined(List<byte[]> hashes) {
        var bytes = new ByteArrayOutputStream();
        hashes.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        copy[bit / 8] ^= (byte) (1 << bit % 8);
        return copy;
    }

    private static TreeHead forged(TreeHead head) {
        return TreeHead.of(head.size(), flipped(head.root(), 100));
    }

    private static void refusesInclusion(InclusionProof proof, byte[] entry, TreeHead head) {
        refuses(() -> proof.verify(entry, head), ContractViolation.Reason.LOG_INCLUSION);
    }

    private static void refusesConsistency(ConsistencyProof proof, TreeHead older, TreeHead newer) {
        refuses(() -> proof.verify(older, newer), ContractViolation.Reason.LOG_CONSISTENCY);
    }

    private static void refusesInclusionPath(int index, int size, int length) {
        refuses(() -> InclusionProof.of(index, size, new byte[length]), ContractViolation.Reason.LOG_PATH_LENGTH);
    }

    private static void refusesConsistencyPath(int first, int second, int length) {
        refuses(() -> ConsistencyProof.of(first, second, new byte[length]), ContractViolation.Reason.LOG_PATH_LENGTH);
    }

    private static void refusesSizes(Runnable call) {
        refuses(call, ContractViolation.Reason.TREE_SIZE);
    }

    private static void refuses(Runnable call, ContractViolation.Reason reason) {
        assertThatExceptionOfType(ContractViolation.class)
                .isThrownBy(call::run)
                .extracting(ContractViolation::reason)
                .isEqualTo(reason);
    }
}
