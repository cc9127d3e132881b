package eu.qlpipeline.signing.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A checkpoint of the audit log: the head of its tree (RFC 9162 section 2.1) at one moment. The message is 168 bytes and
 * the origin, 169 to 423.
 *
 * @param origin the name of the log
 * @param head size and root of the tree
 * @param timeMillis when it was signed, Unix milliseconds
 * @param certificate the certificate whose key signs
 * @param scheme the scheme the token signs with
 */
public record AuditCheckpoint(
        Origin origin, TreeHead head, long timeMillis, CertificateFingerprint certificate, SignatureScheme scheme)
        implements SigningPurpose {

    private static final int FIXED_BODY_LENGTH = 82;

    /**
     * Accepts a checkpoint.
     *
     * @throws ContractViolation if the time lies before 1970
     */
    public AuditCheckpoint {
        if (timeMillis < 0) {
            throw new ContractViolation(
                    ContractViolation.Reason.CHECKPOINT_TIME, "time: " + timeMillis + " (expected: 0 or later)");
        }
    }

    @Override
    public PurposeKind kind() {
        return PurposeKind.AUDIT_CHECKPOINT;
    }

    @Override
    public byte[] message() {
        byte[] name = origin.value().getBytes(StandardCharsets.US_ASCII);
        byte[] message = kind().begin(FIXED_BODY_LENGTH + name.length);
        ByteBuffer body = kind().bodyOf(message);
        body.putLong(head.size()).put(head.root).putLong(timeMillis);
        certificate.writeTo(body);
        body.putShort((short) name.length).put(name);
        return message;
    }

    /**
     * The name of an audit log: 1 to 255 printable ASCII characters.
     *
     * @param value the name
     */
    public record Origin(String value) {

        /** Greatest length in bytes. */
        public static final int MAX_LENGTH = 255;

        /**
         * Accepts a name.
         *
         * @throws ContractViolation if it is empty or too long, or holds anything but bytes 0x20 to 0x7E
         */
        public Origin {
            boolean printable = value.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
            if (value.isEmpty() || value.length() > MAX_LENGTH || !printable) {
                throw new ContractViolation(
                        ContractViolation.Reason.ORIGIN,
                        "origin: " + value.length() + " characters" + (printable ? "" : ", not all printable ASCII")
                                + " (expected: 1 to " + MAX_LENGTH + " of printable ASCII)");
            }
        }
    }

    /**
     * Size and root of a log's tree.
     *
     * <p>Immutable and safe for use by several threads.
     */
    public static final class TreeHead {

        private final long size;
        private final byte[] root;

        private TreeHead(long size, byte[] root) {
            this.size = size;
            this.root = root;
        }

        /**
         * Takes a head.
         *
         * @param size the number of records
         * @param root the hash at the top of the tree, 32 bytes, copied
         * @throws ContractViolation if the size is negative or the root is not 32 bytes
         */
        public static TreeHead of(long size, byte[] root) {
            if (size < 0) {
                throw new ContractViolation(
                        ContractViolation.Reason.TREE_SIZE, "tree size: " + size + " (expected: 0 or more)");
            }
            if (root.length != BatchRoot.HASH_LENGTH) {
                throw new ContractViolation(
                        ContractViolation.Reason.ROOT_LENGTH, "root: " + root.length + " bytes (expected: 32)");
            }
            return new TreeHead(size, root.clone());
        }

        /** The number of records. */
        public long size() {
            return size;
        }

        /** A fresh copy of the 32 bytes of the root. */
        public byte[] root() {
            return root.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TreeHead that && size == that.size && Arrays.equals(root, that.root);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(size) + Arrays.hashCode(root);
        }

        @Override
        public String toString() {
            return "TreeHead[" + size + ", " + HexFormat.of().formatHex(root) + "]";
        }
    }
}
