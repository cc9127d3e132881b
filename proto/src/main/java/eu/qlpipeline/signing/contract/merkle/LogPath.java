package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.ContractViolation;
import java.util.Arrays;

/**
 * The hashes on the way from one place of a log's tree to its root. Up to the level where that way meets the tree's right
 * edge they lie on either side, as the bits of the place say; above it all lie to the left. Immutable.
 */
final class LogPath {

    private final byte[] hashes;
    private final int inner;

    private LogPath(byte[] hashes, int inner) {
        this.hashes = hashes;
        this.inner = inner;
    }

    /**
     * The way from a place at some level, in a tree of that size.
     *
     * @param leaf a leaf below the place
     * @param level the level of the place
     * @param hashes copied
     */
    static LogPath of(long leaf, long size, int level, byte[] hashes) {
        int meeting = Long.SIZE - Long.numberOfLeadingZeros(leaf ^ (size - 1));
        int inner = meeting - level;
        int count = inner + Long.bitCount(leaf >>> meeting);
        if (hashes.length != count * Sha256.LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.LOG_PATH_LENGTH,
                    "path: " + hashes.length + " bytes (expected: " + count * Sha256.LENGTH + ")");
        }
        return new LogPath(hashes.clone(), inner);
    }

    /** The root of the whole tree. */
    byte[] root(LogHasher hasher, byte[] start, long place) {
        return climb(hasher, start, place, true);
    }

    /** The root of the tree that ends with the place. */
    byte[] rootUpTo(LogHasher hasher, byte[] start, long place) {
        return climb(hasher, start, place, false);
    }

    byte[] bytes() {
        return hashes.clone();
    }

    private byte[] climb(LogHasher hasher, byte[] start, long place, boolean withRightSiblings) {
        byte[] current = start;
        for (int i = 0; i < hashes.length / Sha256.LENGTH; i++) {
            byte[] sibling = Arrays.copyOfRange(hashes, i * Sha256.LENGTH, (i + 1) * Sha256.LENGTH);
            if (i >= inner || ((place >> i) & 1) == 1) {
                current = hasher.node(sibling, current);
            } else if (withRightSiblings) {
                current = hasher.node(current, sibling);
            }
        }
        return current;
    }
}
