package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.ContractViolation;
import java.util.Arrays;

/**
 * Proves that a record is at one place of a log's tree (RFC 9162 section 2.1.3).
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class InclusionProof {

    private final long index;
    private final long size;
    private final LogPath path;

    private InclusionProof(long index, long size, LogPath path) {
        this.index = index;
        this.size = size;
        this.path = path;
    }

    /**
     * Takes a proof.
     *
     * @param index the record's place
     * @param size the number of records in the tree
     * @param path 32 bytes for each hash, the leaf's sibling first; copied
     * @throws ContractViolation if the tree has no such place, or the path is not exactly as long as the place demands
     */
    public static InclusionProof of(long index, long size, byte[] path) {
        if (index < 0 || index >= size) {
            throw new ContractViolation(
                    ContractViolation.Reason.TREE_SIZE,
                    "index: " + index + " of " + size + " records (expected: 0 or more, below the size)");
        }
        return new InclusionProof(index, size, LogPath.of(index, size, 0, path));
    }

    /** The record's place. */
    public long index() {
        return index;
    }

    /** The number of records in the tree. */
    public long size() {
        return size;
    }

    /** A fresh array of the hashes, the leaf's sibling first. */
    public byte[] path() {
        return path.bytes();
    }

    /**
     * Returns normally if, and only if, the record is at this proof's place in the tree of that head.
     *
     * @throws ContractViolation if it is not
     */
    public void verify(byte[] logRecord, TreeHead head) {
        var hasher = new LogHasher();
        byte[] root = path.root(hasher, hasher.leaf(logRecord), index);
        if (head.size() != size || !Arrays.equals(root, head.root())) {
            throw new ContractViolation(
                    ContractViolation.Reason.LOG_INCLUSION,
                    "record: not at " + index + " of the tree of " + head.size() + " records (expected: there)");
        }
    }
}
