package eu.qlpipeline.signing.contract.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256, 32 bytes: what the log holds in place of challenges and signatures.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Digest {

    /** Length in bytes. */
    public static final int LENGTH = 32;

    private final byte[] sha256;

    private Digest(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** The digest of those bytes. */
    public static Digest of(byte[] content) {
        try {
            return new Digest(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Takes the bytes of a digest.
     *
     * @throws IllegalArgumentException if they are not exactly 32
     */
    public static Digest ofBytes(byte[] sha256) {
        if (sha256.length != LENGTH) {
            throw new IllegalArgumentException("digest: " + sha256.length + " bytes (expected: 32)");
        }
        return new Digest(sha256.clone());
    }

    /** A fresh copy of the 32 bytes. */
    public byte[] bytes() {
        return sha256.clone();
    }

    /** The 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    @Override
    public String toString() {
        return hex();
    }
}
