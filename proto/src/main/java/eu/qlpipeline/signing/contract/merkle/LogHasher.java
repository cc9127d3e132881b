package eu.qlpipeline.signing.contract.merkle;

/** The hashes of a log's tree (RFC 9162 section 2.1.1): leaf H(00, record), node H(01, left, right). Confined to one thread. */
final class LogHasher {

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final Sha256 sha256 = new Sha256();

    byte[] leaf(byte[] logRecord) {
        return sha256.add(LEAF).add(logRecord).hash();
    }

    byte[] node(byte[] left, byte[] right) {
        return sha256.add(NODE).add(left).add(right).hash();
    }

    /** The root of the tree without records. */
    byte[] empty() {
        return sha256.hash();
    }
}
