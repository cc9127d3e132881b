package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.AuditCheckpoint.TreeHead;
import java.io.ByteArrayOutputStream;
import java.util.Objects;

/**
 * A log's tree at one size: makes the proofs of RFC 9162 section 2.1 from the hashes of complete subtrees, of which it
 * asks for O(log n) each time.
 *
 * <p>As safe for use by several threads as the hashes it is made from.
 */
public final class LogTree {

    private final LogNodes nodes;
    private final long size;

    /**
     * The tree over the first records of a log.
     *
     * @param nodes the hashes of the log's complete subtrees
     * @param size the number of records, 1 or more
     */
    public LogTree(LogNodes nodes, long size) {
        if (size < 1) {
            throw new IllegalArgumentException("tree size: " + size + " (expected: 1 or more)");
        }
        this.nodes = nodes;
        this.size = size;
    }

    /** Size and root. */
    public TreeHead head() {
        return TreeHead.of(size, new Walk().subtree(0, size));
    }

    /**
     * Proves that a record is in this tree (RFC 9162 section 2.1.3.1).
     *
     * @param index the record's place
     * @throws IndexOutOfBoundsException if the tree has no such record
     */
    public InclusionProof inclusion(long index) {
        Objects.checkIndex(index, size);
        var walk = new Walk();
        walk.inclusion(index, 0, size);
        return InclusionProof.of(index, size, walk.path.toByteArray());
    }

    /**
     * Proves to a monitor of the log that this tree continues a smaller one (RFC 9162 section 2.1.4.1).
     *
     * @param first the size of the smaller one, 1 up to this tree's size
     * @throws IndexOutOfBoundsException if it is not
     */
    public ConsistencyProof consistency(long first) {
        Objects.checkIndex(first - 1, size);
        var walk = new Walk();
        walk.consistency(first, 0, size, true);
        return ConsistencyProof.of(first, size, walk.path.toByteArray());
    }

    /** One way through the tree; a range begins at {@code low} and ends before {@code high}. */
    private final class Walk {

        private final LogHasher hasher = new LogHasher();
        private final ByteArrayOutputStream path = new ByteArrayOutputStream();

        private byte[] subtree(long low, long high) {
            long length = high - low;
            if (Long.bitCount(length) == 1) {
                int level = Long.numberOfTrailingZeros(length);
                return nodes.hash(level, low >> level);
            }
            long middle = split(low, high);
            return hasher.node(subtree(low, middle), subtree(middle, high));
        }

        private void inclusion(long index, long low, long high) {
            if (high - low == 1) {
                return;
            }
            long middle = split(low, high);
            if (index < middle) {
                inclusion(index, low, middle);
                path.writeBytes(subtree(middle, high));
            } else {
                inclusion(index, middle, high);
                path.writeBytes(subtree(low, middle));
            }
        }

        private void consistency(long first, long low, long high, boolean known) {
            if (first == high) {
                if (!known) {
                    path.writeBytes(subtree(low, high));
                }
                return;
            }
            long middle = split(low, high);
            if (first <= middle) {
                consistency(first, low, middle, known);
                path.writeBytes(subtree(middle, high));
            } else {
                consistency(first, middle, high, false);
                path.writeBytes(subtree(low, middle));
            }
        }

        /** Where the larger, complete half of a range ends. */
        private static long split(long low, long high) {
            return low + Long.highestOneBit(high - low - 1);
        }
    }
}
