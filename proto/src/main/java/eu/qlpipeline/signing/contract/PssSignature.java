package eu.qlpipeline.signing.contract;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An RSASSA-PSS signature over a 4096-bit modulus, 512 bytes.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class PssSignature {

    /** Length in bytes. */
    public static final int LENGTH = SignatureScheme.SIGNATURE_LENGTH;

    private final byte[] bytes;

    private PssSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes the bytes of a signature.
     *
     * @throws ContractViolation if they are not exactly 512
     */
    public static PssSignature of(byte[] signature) {
        if (signature.length != SignatureScheme.SIGNATURE_LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.SIGNATURE_LENGTH,
                    "signature: " + signature.length + " bytes (expected: " + SignatureScheme.SIGNATURE_LENGTH + ")");
        }
        return new PssSignature(signature.clone());
    }

    /**
     * Takes the bytes of a signature from their place among others.
     *
     * @param source where they are, copied
     * @param offset where they begin
     * @throws IndexOutOfBoundsException if fewer than 512 are there
     */
    public static PssSignature of(byte[] source, int offset) {
        Objects.checkFromIndexSize(offset, LENGTH, source.length);
        return new PssSignature(Arrays.copyOfRange(source, offset, offset + LENGTH));
    }

    /**
     * Copies the 512 bytes to a place among others.
     *
     * @throws IndexOutOfBoundsException if there is no room
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /** A fresh copy of the 512 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PssSignature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "PssSignature[" + HexFormat.of().formatHex(bytes, 0, 8) + "...]";
    }
}
