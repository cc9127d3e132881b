package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.ContractViolation;

/**
 * Where a run of neighbouring places is in its tree.
 *
 * @param height number of levels above the leaves, 0 to 16
 * @param first the first place
 * @param count number of places, 1 or more
 */
public record RunSpan(int height, int first, int count) {

    /**
     * Accepts a run that is wholly in its tree.
     *
     * @throws ContractViolation if it is not
     */
    public RunSpan {
        if (height < 0 || height > BatchRoot.MAX_HEIGHT) {
            throw new ContractViolation(
                    ContractViolation.Reason.PROOF_HEIGHT,
                    "run height: " + height + " (expected: 0 to " + BatchRoot.MAX_HEIGHT + ")");
        }
        if (first < 0 || count < 1 || count > (1 << height) || first > (1 << height) - count) {
            throw new ContractViolation(
                    ContractViolation.Reason.PROOF_INDEX,
                    "run: " + count + " places from " + Integer.toUnsignedString(first)
                            + " on (expected: 1 or more, all below " + (1 << height) + ")");
        }
    }

    /** Number of hashes beside the run, which its way to the root needs. */
    public int neighbours() {
        int hashes = 0;
        for (int level = 0; level < height; level++) {
            hashes += (needsLeft(level) ? 1 : 0) + (needsRight(level) ? 1 : 0);
        }
        return hashes;
    }

    /** The index of the run's first node at a level. */
    int firstAt(int level) {
        return first >> level;
    }

    /** The index of the run's last node at a level. */
    int lastAt(int level) {
        return (first + count - 1) >> level;
    }

    /** Whether the run begins with a right child at that level. */
    boolean needsLeft(int level) {
        return (firstAt(level) & 1) == 1;
    }

    /** Whether the run ends with a left child at that level. */
    boolean needsRight(int level) {
        return (lastAt(level) & 1) == 0;
    }
}
