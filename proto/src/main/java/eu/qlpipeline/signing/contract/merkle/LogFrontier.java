package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import eu.qlpipeline.signing.contract.ContractViolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The right edge of a log's tree: enough to append records and to know the root, in at most 63 hashes whatever the
 * number of records. Appending costs two hashes on average.
 *
 * <p>Not safe for use by several threads.
 */
public final class LogFrontier {

    private final LogHasher hasher = new LogHasher();
    /** The roots of the complete subtrees, the smallest first: one for each bit set in the size. */
    private final Deque<byte[]> peaks;

    private long size;

    private LogFrontier(long size, Deque<byte[]> peaks) {
        this.size = size;
        this.peaks = peaks;
    }

    /** The edge of a log without records. */
    public static LogFrontier empty() {
        return new LogFrontier(0, new ArrayDeque<>());
    }

    /**
     * The edge of a log as it was noted earlier.
     *
     * @param size the number of records
     * @param peaks what {@link #peaks()} returned then, copied
     * @throws ContractViolation if the two do not fit together
     */
    public static LogFrontier of(long size, List<byte[]> peaks) {
        if (size < 0 || peaks.size() != Long.bitCount(size)) {
            throw new ContractViolation(
                    ContractViolation.Reason.TREE_SIZE,
                    "frontier: " + peaks.size() + " hashes for " + size + " records (expected: one for each bit set)");
        }
        Deque<byte[]> copies = new ArrayDeque<>();
        for (byte[] peak : peaks) {
            if (peak.length != Sha256.LENGTH) {
                throw new ContractViolation(
                        ContractViolation.Reason.ROOT_LENGTH,
                        "frontier hash: " + peak.length + " bytes (expected: 32)");
            }
            copies.addLast(peak.clone());
        }
        return new LogFrontier(size, copies);
    }

    /** Appends a record, and returns its place in the log. */
    public long append(byte[] logRecord) {
        return append(logRecord, (level, index, hash) -> {});
    }

    /** Appends a record, tells of each subtree it completes, the smallest first, and returns the record's place. */
    public long append(byte[] logRecord, Completed completed) {
        long index = size;
        byte[] hash = hasher.leaf(logRecord);
        completed.subtree(0, index, hash.clone());
        int level = 0;
        while (((size >> level) & 1) == 1) {
            hash = hasher.node(peaks.removeFirst(), hash);
            level++;
            completed.subtree(level, index >> level, hash.clone());
        }
        peaks.addFirst(hash);
        size++;
        return index;
    }

    /** Size and root of the tree so far. */
    public TreeHead head() {
        byte[] root = null;
        for (byte[] peak : peaks) {
            root = root == null ? peak : hasher.node(peak, root);
        }
        return TreeHead.of(size, root == null ? hasher.empty() : root);
    }

    /** Fresh copies of the hashes that make up the edge, the smallest subtree's first. */
    public List<byte[]> peaks() {
        List<byte[]> copies = new ArrayList<>(peaks.size());
        peaks.forEach(peak -> copies.add(peak.clone()));
        return copies;
    }

    /** Told of each complete subtree, once, in the order in which they come to be. */
    @FunctionalInterface
    public interface Completed {

        /**
         * Called with one complete subtree; see {@link LogNodes#hash} for its numbering.
         *
         * @param hash the subtree's hash, 32 bytes, the callee's own
         */
        void subtree(int level, long index, byte[] hash);
    }
}
