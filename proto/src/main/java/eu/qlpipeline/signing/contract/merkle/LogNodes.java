package eu.qlpipeline.signing.contract.merkle;

/**
 * The hashes of the complete subtrees of a log, however they are kept. A tree of n records has no more than 2n of them,
 * and none of them ever changes.
 */
@FunctionalInterface
public interface LogNodes {

    /**
     * The hash of the subtree over the records {@code index << level} (included) to {@code (index + 1) << level}
     * (excluded).
     *
     * @param level 0 for a single record
     * @param index the subtree's place among those of its level
     * @return 32 bytes, which the caller does not change
     */
    byte[] hash(int level, long index);
}
