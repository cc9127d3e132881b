package eu.qlpipeline.signing.contract.merkle;

import eu.qlpipeline.signing.contract.BatchRoot;
import eu.qlpipeline.signing.contract.BoundChallenge;
import eu.qlpipeline.signing.contract.ContractViolation;
import eu.qlpipeline.signing.contract.Nonce;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.nio.ByteBuffer;

/**
 * The answer to one bound challenge of a batch: the challenge's place in the tree, the way from there to the root, and
 * the signature over the root. 584 bytes and 32 for each level of the tree.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class BatchProof {

    /** Greatest length in bytes. */
    public static final int MAX_LENGTH = length(BatchRoot.MAX_HEIGHT);

    private static final byte VERSION = 1;
    private static final int INDEX_AT = 2;
    private static final int BATCH_ID_AT = INDEX_AT + Integer.BYTES;
    private static final int BLIND_AT = BATCH_ID_AT + Sha256.LENGTH;
    private static final int PATH_AT = BLIND_AT + Sha256.LENGTH;

    private final byte[] encoded;

    private BatchProof(byte[] encoded) {
        this.encoded = encoded;
    }

    /** Where a challenge is in its tree, and where in the tree's random bytes its blind. */
    record Place(int height, int index, int blindOffset) {}

    /** The hashes of a tree. */
    interface Hashes {

        /** Copies one, counted in its level from the left; the leaves are level 0. */
        void copy(int level, int index, byte[] target, int offset);
    }

    /** Puts a proof together, with the batch id at the start of the random bytes. */
    static BatchProof of(Place place, byte[] random, Hashes hashes, PssSignature signature) {
        int height = place.height();
        byte[] encoded = new byte[length(height)];
        ByteBuffer.wrap(encoded)
                .put(VERSION)
                .put((byte) height)
                .putInt(place.index())
                .put(random, 0, Sha256.LENGTH)
                .put(random, place.blindOffset(), Sha256.LENGTH)
                .putShort(signatureAt(height) - Short.BYTES, (short) SignatureScheme.SIGNATURE_LENGTH);
        for (int level = 0; level < height; level++) {
            int sibling = (place.index() >> level) ^ 1;
            hashes.copy(level, sibling, encoded, PATH_AT + level * Sha256.LENGTH);
        }
        signature.copyTo(encoded, signatureAt(height));
        return new BatchProof(encoded);
    }

    /**
     * Reads a proof; nothing is copied before all lengths are found right.
     *
     * @param proof the bytes, copied
     * @throws ContractViolation if it is not exactly of this form
     */
    public static BatchProof parse(byte[] proof) {
        return parse(ByteBuffer.wrap(proof));
    }

    /**
     * Reads a proof from what remains of a buffer, whose position stays; nothing is copied before all lengths are found
     * right.
     *
     * @param proof the bytes, copied
     * @throws ContractViolation if it is not exactly of this form
     */
    public static BatchProof parse(ByteBuffer proof) {
        ByteBuffer in = proof.slice();
        if (in.remaining() < length(0)) {
            throw lengthViolation(in.remaining(), "at least " + length(0));
        }
        require(in.get(0) == VERSION, ContractViolation.Reason.PROOF_VERSION, "version: " + in.get(0), "1");
        int height = Byte.toUnsignedInt(in.get(1));
        require(height <= BatchRoot.MAX_HEIGHT, ContractViolation.Reason.PROOF_HEIGHT, "height: " + height, "0 to 16");
        int index = in.getInt(INDEX_AT);
        require(
                index >>> height == 0,
                ContractViolation.Reason.PROOF_INDEX,
                "index: " + Integer.toUnsignedString(index),
                "below " + (1 << height));
        if (in.remaining() != length(height)) {
            throw lengthViolation(in.remaining(), Integer.toString(length(height)));
        }
        int signatureLength = Short.toUnsignedInt(in.getShort(signatureAt(height) - Short.BYTES));
        require(
                signatureLength == SignatureScheme.SIGNATURE_LENGTH,
                ContractViolation.Reason.SIGNATURE_LENGTH,
                "signature: " + signatureLength + " bytes",
                "512");
        byte[] copy = new byte[in.remaining()];
        in.get(copy);
        return new BatchProof(copy);
    }

    /** A fresh array of the bytes. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** Number of levels above the leaves. */
    public int height() {
        return encoded[1];
    }

    /** The challenge's place in the tree. */
    public int index() {
        return ByteBuffer.wrap(encoded).getInt(INDEX_AT);
    }

    /** The signature over the root. */
    public PssSignature signature() {
        return PssSignature.of(encoded, signatureAt(height()));
    }

    /**
     * The root that this proof leads to from a challenge. The challenge is answered if, and only if, {@link
     * #signature()} verifies over it.
     */
    public BatchRoot rootOf(BoundChallenge challenge) {
        return BatchRoot.of(
                challenge.scheme(),
                challenge.certificate(),
                height(),
                Nonce.of(encoded, BATCH_ID_AT),
                climb(challenge.message()));
    }

    /** The hash at the top of the tree, from the bytes of a leaf's message. */
    byte[] climb(byte[] message) {
        var hasher = new BatchHasher(encoded, BATCH_ID_AT);
        byte[] current = new byte[Sha256.LENGTH];
        int index = index();
        hasher.leaf(index, encoded, BLIND_AT, message).into(current, 0);
        for (int level = 1; level <= height(); level++) {
            boolean right = (index & 1) == 1;
            index >>= 1;
            int sibling = PATH_AT + (level - 1) * Sha256.LENGTH;
            Sha256 node = hasher.node(level, index);
            if (right) {
                node.add(encoded, sibling, Sha256.LENGTH).add(current);
            } else {
                node.add(current).add(encoded, sibling, Sha256.LENGTH);
            }
            node.into(current, 0);
        }
        return current;
    }

    @Override
    public String toString() {
        return "BatchProof[height=" + height() + ", index=" + index() + "]";
    }

    private static int length(int height) {
        return signatureAt(height) + SignatureScheme.SIGNATURE_LENGTH;
    }

    private static int signatureAt(int height) {
        return PATH_AT + height * Sha256.LENGTH + Short.BYTES;
    }

    private static void require(boolean rule, ContractViolation.Reason reason, String found, String expected) {
        if (!rule) {
            throw new ContractViolation(reason, "proof " + found + " (expected: " + expected + ")");
        }
    }

    private static ContractViolation lengthViolation(int length, String expected) {
        return new ContractViolation(
                ContractViolation.Reason.PROOF_LENGTH, "proof: " + length + " bytes (expected: " + expected + ")");
    }
}
