package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.PssSignature;
import java.util.List;
import java.util.Objects;

/**
 * What of a batch tree a {@link BatchRun} tells: the nodes above its places and those beside them.
 *
 * <p>Immutable and safe for use by several threads. Keeps about 64 bytes a place.
 */
public final class RunTree {

    private final RunSpan span;
    private final byte[] batchId;
    private final byte[] blinds;
    private final PssSignature signature;
    /** By level, from the leaves up: the run's nodes and their neighbours, so that all come in pairs but the root. */
    private final byte[][] levels;

    private final BatchRoot root;

    private RunTree(BatchRun run, byte[] blinds, byte[][] levels, BoundChallenge first) {
        this.span = run.span();
        this.batchId = run.batchId().bytes();
        this.blinds = blinds;
        this.signature = run.signature();
        this.levels = levels;
        this.root =
                BatchRoot.of(first.scheme(), first.certificate(), span.height(), run.batchId(), levels[span.height()]);
    }

    static RunTree of(BatchRun run, List<BoundChallenge> challenges, byte[] blinds, byte[] neighbours) {
        RunSpan span = run.span();
        var hasher = new BatchHasher(run.batchId().bytes(), 0);
        byte[][] levels = new byte[span.height() + 1][];
        int used = 0;
        for (int level = 0; level <= span.height(); level++) {
            Level room = new Level(span, level, neighbours, used);
            used += room.neighbours;
            if (level == 0) {
                leaves(span, challenges, blinds, hasher, room);
            } else {
                parents(span, level, levels[level - 1], hasher, room);
            }
            levels[level] = room.nodes;
        }
        return new RunTree(run, blinds, levels, challenges.get(0));
    }

    private static void leaves(
            RunSpan span, List<BoundChallenge> challenges, byte[] blinds, BatchHasher hasher, Level room) {
        int offset = 0;
        for (BoundChallenge challenge : challenges) {
            hasher.leaf(span.first() + offset, blinds, offset * Sha256.LENGTH, challenge.message())
                    .into(room.nodes, room.own + offset * Sha256.LENGTH);
            offset++;
        }
    }

    private static void parents(RunSpan span, int level, byte[] below, BatchHasher hasher, Level room) {
        int pair = 0;
        for (int index = span.firstAt(level); index <= span.lastAt(level); index++) {
            hasher.node(level, index)
                    .add(below, 2 * pair * Sha256.LENGTH, 2 * Sha256.LENGTH)
                    .into(room.nodes, room.own + pair * Sha256.LENGTH);
            pair++;
        }
    }

    /** Room for the nodes of one level, with the run's neighbours in place. */
    private static final class Level {

        private final byte[] nodes;
        /** Where the run's own nodes begin. */
        private final int own;

        private final int neighbours;

        Level(RunSpan span, int level, byte[] beside, int used) {
            boolean paired = level < span.height();
            int left = paired && span.needsLeft(level) ? Sha256.LENGTH : 0;
            int right = paired && span.needsRight(level) ? Sha256.LENGTH : 0;
            int length = (span.lastAt(level) - span.firstAt(level) + 1) * Sha256.LENGTH;
            nodes = new byte[left + length + right];
            own = left;
            neighbours = left + right;
            System.arraycopy(beside, used, nodes, 0, left);
            System.arraycopy(beside, used + left, nodes, left + length, right);
        }
    }

    /** The root of the batch, over which the run's signature has to verify. */
    public BatchRoot root() {
        return root;
    }

    /**
     * The proof of one place, as if it had been answered alone.
     *
     * @param offset counted from the run's first place
     * @throws IndexOutOfBoundsException if the run has no such place
     */
    public BatchProof proof(int offset) {
        Objects.checkIndex(offset, span.count());
        int index = span.first() + offset;
        byte[] random = new byte[2 * Sha256.LENGTH];
        System.arraycopy(batchId, 0, random, 0, Sha256.LENGTH);
        System.arraycopy(blinds, offset * Sha256.LENGTH, random, Sha256.LENGTH, Sha256.LENGTH);
        var place = new BatchProof.Place(span.height(), index, Sha256.LENGTH);
        return BatchProof.of(place, random, this::copyHash, signature);
    }

    private void copyHash(int level, int index, byte[] target, int at) {
        int pairs = span.firstAt(level) & ~1;
        System.arraycopy(levels[level], (index - pairs) * Sha256.LENGTH, target, at, Sha256.LENGTH);
    }
}
