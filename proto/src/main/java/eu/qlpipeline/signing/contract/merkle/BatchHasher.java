package eu.qlpipeline.signing.contract.merkle;

import java.nio.ByteBuffer;

/**
 * The hashes of one batch tree. A leaf is H(00, batch id, index, blind, message), a node above it H(01, batch id, level,
 * index, left, right). Confined to one thread.
 */
final class BatchHasher {

    private static final byte LEAF = 0;
    private static final byte NODE = 1;
    private static final int LEVEL_AT = 1 + Sha256.LENGTH;

    private final Sha256 sha256 = new Sha256();
    private final ByteBuffer leafHeader = ByteBuffer.allocate(LEVEL_AT + Integer.BYTES);
    private final ByteBuffer nodeHeader = ByteBuffer.allocate(LEVEL_AT + 1 + Integer.BYTES);

    /** Reads the 32 bytes of the batch id from there. */
    BatchHasher(byte[] source, int offset) {
        leafHeader.put(LEAF).put(source, offset, Sha256.LENGTH);
        nodeHeader.put(NODE).put(source, offset, Sha256.LENGTH);
    }

    /** A whole leaf, with the 32 bytes of its blind found in that array. */
    Sha256 leaf(int index, byte[] blinds, int offset, byte[] message) {
        leafHeader.putInt(LEVEL_AT, index);
        return sha256.add(leafHeader.array()).add(blinds, offset, Sha256.LENGTH).add(message);
    }

    /** The beginning of a node; its left and its right child are to be added. */
    Sha256 node(int level, int index) {
        nodeHeader.put(LEVEL_AT, (byte) level).putInt(LEVEL_AT + 1, index);
        return sha256.add(nodeHeader.array());
    }
}
