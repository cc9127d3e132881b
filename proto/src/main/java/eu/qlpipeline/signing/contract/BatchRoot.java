package eu.qlpipeline.signing.contract;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The root of a batch: one signature over it answers every bound challenge that is a leaf of the tree. The message is
 * 186 bytes. Two roots are equal if their messages are, so that a verifier can remember the roots it has verified.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class BatchRoot implements SigningPurpose {

    /** Greatest height of a tree: 65 536 leaves. */
    public static final int MAX_HEIGHT = 16;

    /** Length of the root in bytes. */
    public static final int HASH_LENGTH = 32;

    private static final int BODY_LENGTH = 100;
    private static final byte SHA256 = 1;

    private final SignatureScheme scheme;
    private final byte[] message;

    private BatchRoot(SignatureScheme scheme, byte[] message) {
        this.scheme = scheme;
        this.message = message;
    }

    /**
     * The root of a tree.
     *
     * @param scheme the scheme the token signs with, the same that each leaf names
     * @param certificate the certificate whose key signs
     * @param height the number of levels above the leaves, 0 to 16
     * @param batchId the batch's own random name
     * @param root the hash at the top of the tree, copied
     * @throws ContractViolation if height or root are out of bounds
     */
    public static BatchRoot of(
            SignatureScheme scheme, CertificateFingerprint certificate, int height, Nonce batchId, byte[] root) {
        if (height < 0 || height > MAX_HEIGHT) {
            throw new ContractViolation(
                    ContractViolation.Reason.PROOF_HEIGHT,
                    "height: " + height + " (expected: 0 to " + MAX_HEIGHT + ")");
        }
        if (root.length != HASH_LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.ROOT_LENGTH,
                    "root: " + root.length + " bytes (expected: " + HASH_LENGTH + ")");
        }
        byte[] message = PurposeKind.BATCH_ROOT.begin(BODY_LENGTH);
        ByteBuffer body = PurposeKind.BATCH_ROOT.bodyOf(message);
        body.put(SHA256).putShort((short) scheme.saltLength());
        certificate.writeTo(body);
        body.put((byte) height);
        batchId.writeTo(body);
        body.put(root);
        return new BatchRoot(scheme, message);
    }

    @Override
    public PurposeKind kind() {
        return PurposeKind.BATCH_ROOT;
    }

    @Override
    public SignatureScheme scheme() {
        return scheme;
    }

    @Override
    public byte[] message() {
        return message.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchRoot that && Arrays.equals(message, that.message);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(message);
    }

    @Override
    public String toString() {
        return "BatchRoot[" + HexFormat.of().formatHex(message, message.length - HASH_LENGTH, message.length) + "]";
    }
}
