package eu.qlpipeline.signing.contract.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 whose result goes straight into its place. Confined to one thread. */
final class Sha256 {

    /** Length of a hash in bytes. */
    static final int LENGTH = 32;

    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Sha256 add(byte value) {
        digest.update(value);
        return this;
    }

    Sha256 add(byte[] source) {
        digest.update(source);
        return this;
    }

    Sha256 add(byte[] source, int offset, int length) {
        digest.update(source, offset, length);
        return this;
    }

    /** Ends the message, and makes ready for the next one. */
    void into(byte[] target, int offset) {
        try {
            digest.digest(target, offset, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("the target has room for a hash", e);
        }
    }

    /** Ends the message, and makes ready for the next one. */
    byte[] hash() {
        return digest.digest();
    }
}
