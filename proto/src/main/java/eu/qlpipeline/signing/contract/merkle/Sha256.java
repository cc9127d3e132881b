package eu.qlpipeline.signing.contract.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 whose result goes straight into its place. What is added gathers before it is hashed, since each call of the JDK's costs
 * as much as a block. Confined to one thread.
 */
final class Sha256 {

    /** Length of a hash in bytes. */
    static final int LENGTH = 32;

    /** Enough for a leaf with an audience of 200 characters. */
    private static final int ROOM = 512;

    private final MessageDigest digest;
    private final byte[] gathered = new byte[ROOM];
    private int length;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Sha256 add(byte value) {
        if (length == ROOM) {
            hashGathered();
        }
        gathered[length++] = value;
        return this;
    }

    Sha256 add(byte[] source) {
        return add(source, 0, source.length);
    }

    Sha256 add(byte[] source, int offset, int count) {
        if (count > ROOM - length) {
            hashGathered();
        }
        if (count > ROOM) {
            digest.update(source, offset, count);
        } else {
            System.arraycopy(source, offset, gathered, length, count);
            length += count;
        }
        return this;
    }

    private void hashGathered() {
        digest.update(gathered, 0, length);
        length = 0;
    }

    /** Ends the message, and makes ready for the next one. */
    void into(byte[] target, int offset) {
        hashGathered();
        try {
            digest.digest(target, offset, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("the target has room for a hash", e);
        }
    }

    /** Ends the message, and makes ready for the next one. */
    byte[] hash() {
        hashGathered();
        return digest.digest();
    }
}
