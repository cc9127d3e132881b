package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.ContractViolation;
import java.util.Arrays;

/**
 * Proves that one tree of a log continues a smaller one: that nothing in it was changed, moved or removed (RFC 9162
 * section 2.1.4). For monitors of a log; no program of this project asks for one.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ConsistencyProof {

    private final long first;
    private final long second;
    private final byte[] path;

    private ConsistencyProof(long first, long second, byte[] path) {
        this.first = first;
        this.second = second;
        this.path = path;
    }

    /**
     * Takes a proof.
     *
     * @param first the size of the smaller tree, 1 or more
     * @param second the size of the larger tree, no less
     * @param path 32 bytes for each hash, in the order of the RFC; copied
     * @throws ContractViolation if the sizes are out of order, or the path is not exactly as long as they demand
     */
    public static ConsistencyProof of(long first, long second, byte[] path) {
        if (first < 1 || second < first) {
            throw new ContractViolation(
                    ContractViolation.Reason.TREE_SIZE,
                    "sizes: " + first + " and " + second + " (expected: 1 or more, and no less than that)");
        }
        var proof = new ConsistencyProof(first, second, path.clone());
        proof.wayUp();
        return proof;
    }

    /** The size of the smaller tree. */
    public long first() {
        return first;
    }

    /** The size of the larger tree. */
    public long second() {
        return second;
    }

    /** A fresh array of the hashes, in the order of the RFC. */
    public byte[] path() {
        return path.clone();
    }

    /**
     * Returns normally if, and only if, the tree of the second head continues that of the first.
     *
     * @throws ContractViolation if it does not
     */
    public void verify(TreeHead firstHead, TreeHead secondHead) {
        if (firstHead.size() != first || secondHead.size() != second || !leadsTo(firstHead.root(), secondHead.root())) {
            throw new ContractViolation(
                    ContractViolation.Reason.LOG_CONSISTENCY,
                    "tree: " + secondHead + " (expected: one that continues " + firstHead + ")");
        }
    }

    private boolean leadsTo(byte[] firstRoot, byte[] secondRoot) {
        if (first == second) {
            return Arrays.equals(firstRoot, secondRoot);
        }
        var hasher = new LogHasher();
        byte[] start = startsAtFirstRoot() ? firstRoot : Arrays.copyOf(path, Sha256.LENGTH);
        long place = (first - 1) >> level();
        LogPath way = wayUp();
        return Arrays.equals(firstRoot, way.rootUpTo(hasher, start, place))
                && Arrays.equals(secondRoot, way.root(hasher, start, place));
    }

    /** The way up from the last complete subtree of the smaller tree. */
    private LogPath wayUp() {
        if (first == second) {
            return LogPath.of(0, 1, 0, path);
        }
        int from = startsAtFirstRoot() ? 0 : Math.min(Sha256.LENGTH, path.length);
        return LogPath.of(first - 1, second, level(), Arrays.copyOfRange(path, from, path.length));
    }

    /** Whether the smaller tree is itself one complete subtree, so that the path need not name it. */
    private boolean startsAtFirstRoot() {
        return Long.bitCount(first) == 1;
    }

    private int level() {
        return Long.numberOfTrailingZeros(first);
    }
}
