package eu.qlpipeline.signing.contract;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * 32 random bytes that are used once: a verifier's or the agent's part of a bound challenge, or the name of a batch.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Nonce {

    /** Length in bytes. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private Nonce(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes the bytes of a nonce.
     *
     * @param nonce the bytes, copied
     * @throws ContractViolation if they are not exactly 32
     */
    public static Nonce of(byte[] nonce) {
        if (nonce.length != LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.NONCE_LENGTH,
                    "nonce: " + nonce.length + " bytes (expected: " + LENGTH + ")");
        }
        return new Nonce(nonce.clone());
    }

    /**
     * Takes the bytes of a nonce from their place among others.
     *
     * @param source where they are, copied
     * @param offset where they begin
     * @throws IndexOutOfBoundsException if fewer than 32 are there
     */
    public static Nonce of(byte[] source, int offset) {
        Objects.checkFromIndexSize(offset, LENGTH, source.length);
        return new Nonce(Arrays.copyOfRange(source, offset, offset + LENGTH));
    }

    /** Draws a fresh nonce from the given source of randomness. */
    public static Nonce random(SecureRandom random) {
        byte[] fresh = new byte[LENGTH];
        random.nextBytes(fresh);
        return new Nonce(fresh);
    }

    /** A fresh copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Copies the 32 bytes to a place among others.
     *
     * @throws IndexOutOfBoundsException if there is no room
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /** The 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    void writeTo(ByteBuffer target) {
        target.put(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Nonce that && MessageDigest.isEqual(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Nonce[" + hex() + "]";
    }
}
