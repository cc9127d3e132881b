package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A complete binary tree over 1 to 65 536 bound challenges. A signature over its root and the proof of a leaf answer the
 * challenge at that leaf. Each leaf is blinded and the places left over hold random bytes, so that a proof tells nothing
 * of the other challenges, and of their number no more than the height.
 *
 * <p>Immutable and safe for use by several threads. Keeps about 96 bytes a place.
 */
public final class BatchTree {

    /** Greatest number of challenges. */
    public static final int MAX_SIZE = 1 << BatchRoot.MAX_HEIGHT;

    private final int size;
    private final int height;
    /** The batch id; then 32 bytes for each place: the blind of a challenge, or a leaf that stands for none. */
    private final byte[] random;
    /** The hashes of all places, then those of each level above. */
    private final byte[] nodes;

    private final BatchRoot root;

    private BatchTree(List<BoundChallenge> challenges, SecureRandom source) {
        size = challenges.size();
        height = Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
        int places = 1 << height;
        random = new byte[(1 + places) * Sha256.LENGTH];
        source.nextBytes(random);
        nodes = new byte[(2 * places - 1) * Sha256.LENGTH];

        var hasher = new BatchHasher(random, 0);
        fillPlaces(challenges, hasher);
        for (int level = 1; level <= height; level++) {
            fillLevel(level, hasher);
        }
        BoundChallenge first = challenges.get(0);
        root = BatchRoot.of(
                first.scheme(),
                first.certificate(),
                height,
                Nonce.of(Arrays.copyOf(random, Sha256.LENGTH)),
                Arrays.copyOfRange(nodes, nodes.length - Sha256.LENGTH, nodes.length));
    }

    /**
     * Builds the tree, with a challenge's place its index in the list.
     *
     * @param challenges 1 to 65 536, all for the same certificate and with the same scheme
     * @param random where batch id, blinds and empty places are drawn from, in a single call
     * @throws IllegalArgumentException if the challenges do not obey that
     */
    public static BatchTree of(List<BoundChallenge> challenges, SecureRandom random) {
        if (challenges.isEmpty() || challenges.size() > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "challenges: " + challenges.size() + " (expected: 1 to " + MAX_SIZE + ")");
        }
        requireAlike(challenges);
        return new BatchTree(challenges, random);
    }

    static void requireAlike(List<BoundChallenge> challenges) {
        BoundChallenge first = challenges.get(0);
        for (BoundChallenge challenge : challenges) {
            if (challenge.scheme() != first.scheme() || !challenge.certificate().equals(first.certificate())) {
                throw new IllegalArgumentException("challenges: of several keys or schemes (expected: of one)");
            }
        }
    }

    /** Number of challenges. */
    public int size() {
        return size;
    }

    /** What is to be signed. */
    public BatchRoot root() {
        return root;
    }

    /**
     * The answer to one challenge.
     *
     * @param index the challenge's place
     * @param signature the signature over {@link #root()}
     * @throws IndexOutOfBoundsException if no challenge has that place
     */
    public BatchProof proof(int index, PssSignature signature) {
        Objects.checkIndex(index, size);
        var place = new BatchProof.Place(height, index, blindOffset(index));
        return BatchProof.of(place, random, this::copyHash, signature);
    }

    /**
     * The answer to the challenges at neighbouring places.
     *
     * @param first the first place
     * @param count number of places
     * @param signature the signature over {@link #root()}
     * @throws IndexOutOfBoundsException if a place has no challenge
     */
    public BatchRun run(int first, int count, PssSignature signature) {
        Objects.checkFromIndexSize(first, count, size);
        var span = new RunSpan(height, first, count);
        byte[] neighbours = new byte[span.neighbours() * Sha256.LENGTH];
        int at = 0;
        for (int level = 0; level < height; level++) {
            if (span.needsLeft(level)) {
                copyHash(level, span.firstAt(level) - 1, neighbours, at);
                at += Sha256.LENGTH;
            }
            if (span.needsRight(level)) {
                copyHash(level, span.lastAt(level) + 1, neighbours, at);
                at += Sha256.LENGTH;
            }
        }
        byte[] blinds = Arrays.copyOfRange(random, blindOffset(first), blindOffset(first + count));
        return new BatchRun(span, Nonce.of(Arrays.copyOf(random, Sha256.LENGTH)), blinds, neighbours, signature);
    }

    private void copyHash(int level, int index, byte[] target, int at) {
        System.arraycopy(nodes, offset(level, index), target, at, Sha256.LENGTH);
    }

    private void fillPlaces(List<BoundChallenge> challenges, BatchHasher hasher) {
        int index = 0;
        for (BoundChallenge challenge : challenges) {
            hasher.leaf(index, random, blindOffset(index), challenge.message()).into(nodes, offset(0, index));
            index++;
        }
        int empty = (1 << height) - size;
        System.arraycopy(random, blindOffset(size), nodes, offset(0, size), empty * Sha256.LENGTH);
    }

    private void fillLevel(int level, BatchHasher hasher) {
        for (int index = 0; index < 1 << (height - level); index++) {
            hasher.node(level, index)
                    .add(nodes, offset(level - 1, 2 * index), 2 * Sha256.LENGTH)
                    .into(nodes, offset(level, index));
        }
    }

    private static int blindOffset(int index) {
        return (1 + index) * Sha256.LENGTH;
    }

    private int offset(int level, int index) {
        int below = (2 << height) - (2 << (height - level));
        return (below + index) * Sha256.LENGTH;
    }
}
