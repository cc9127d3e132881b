package eu.qlpipeline.signing.contract.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * The hashes of a log's complete subtrees, kept in memory as a {@link LogFrontier} tells of them: some 100 bytes a
 * record, for up to 2^31 records.
 *
 * <p>Not safe for use by several threads.
 */
public final class MemoryLogNodes implements LogNodes, LogFrontier.Completed {

    private final List<List<byte[]>> levels = new ArrayList<>();

    @Override
    public void subtree(int level, long index, byte[] hash) {
        if (level == levels.size()) {
            levels.add(new ArrayList<>());
        }
        List<byte[]> nodes = levels.get(level);
        if (index != nodes.size()) {
            throw new IllegalArgumentException(
                    "subtree: " + index + " at level " + level + " (expected: " + nodes.size() + ")");
        }
        nodes.add(hash.clone());
    }

    @Override
    public byte[] hash(int level, long index) {
        return levels.get(level).get(Math.toIntExact(index)).clone();
    }
}
