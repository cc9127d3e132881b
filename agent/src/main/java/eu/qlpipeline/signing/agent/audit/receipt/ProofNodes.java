package eu.qlpipeline.signing.agent.audit.receipt;

import eu.qlpipeline.signing.contract.merkle.LogFrontier;
import eu.qlpipeline.signing.contract.merkle.LogNodes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hashes of those subtrees that the proof of one record needs: the siblings on its way up, and the edges of the log
 * before its segment and at the checkpoint. Confined to one thread.
 */
final class ProofNodes implements LogNodes, LogFrontier.Completed {

    private final long leaf;
    private final Map<Place, byte[]> hashes = new HashMap<>();

    private record Place(int level, long index) {}

    ProofNodes(long leaf) {
        this.leaf = leaf;
    }

    /** Takes the edge of a log of that size: the smallest subtree comes first, one for each bit set. */
    void edge(long size, List<byte[]> peaks) {
        int level = 0;
        for (byte[] peak : peaks) {
            while (((size >> level) & 1) == 0) {
                level++;
            }
            hashes.put(new Place(level, (size >> level) - 1), peak);
            level++;
        }
    }

    @Override
    public void subtree(int level, long index, byte[] hash) {
        if (index == ((leaf >> level) ^ 1)) {
            hashes.put(new Place(level, index), hash);
        }
    }

    @Override
    public byte[] hash(int level, long index) {
        byte[] hash = hashes.get(new Place(level, index));
        if (hash == null) {
            throw new IllegalStateException("subtree: " + index + " at level " + level + " is not on the way");
        }
        return hash;
    }
}
