package eu.qlpipeline.signing.contract.merkle;

import java.security.SecureRandom;

/** Hands out bytes that are known beforehand, in a single call and to the last one. */
final class ReplayedRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final byte[] replayed;

    ReplayedRandom(byte[] replayed) {
        this.replayed = replayed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        if (bytes.length != replayed.length) {
            throw new AssertionError("random bytes: " + bytes.length + " (expected: " + replayed.length + ")");
        }
        System.arraycopy(replayed, 0, bytes, 0, bytes.length);
    }
}
