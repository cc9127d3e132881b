package eu.qlpipeline.signing.client.bound;

import eu.qlpipeline.signing.client.internal.attempt.CallTime;
import java.time.Duration;

/**
 * How much a {@link BoundVerifier} keeps in mind. Nothing of it grows beyond that.
 *
 * @param nonces room for nonces, pending and spent ones together: a power of two, 1 to 1 048 576. From about nine tenths
 *     of that pending, a challenge may be refused
 * @param nonceLife how long a nonce waits for its answer, 1 ms to 1 h
 * @param roots batch roots that are remembered as verified: a power of two, 1 to 65 536
 */
public record BoundLimits(int nonces, Duration nonceLife, int roots) {

    private static final int MOST_NONCES = 1 << 20;
    private static final int MOST_ROOTS = 1 << 16;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    /** No longer than a call may take. */
    private static final Duration LONGEST = CallTime.LONGEST;

    /** What a nonce outlives the wait for its answer by, since it is made before. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** Room for 32 768 nonces of two minutes, and for 256 roots; less than 4 MiB. */
    public static final BoundLimits DEFAULT = new BoundLimits(32_768, Duration.ofMinutes(2), 256);

    /**
     * @throws IllegalArgumentException if a limit is out of its range
     */
    public BoundLimits {
        requirePowerOfTwo("nonces", nonces, MOST_NONCES);
        requirePowerOfTwo("roots", roots, MOST_ROOTS);
        if (nonceLife.compareTo(SHORTEST) < 0 || nonceLife.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("nonce life: " + nonceLife + " (expected: 1 ms to 1 h)");
        }
    }

    /** As {@link #DEFAULT}, but for a client with that deadline no nonce ends before the wait for its answer, up to 1 h. */
    public static BoundLimits forDeadline(Duration deadline) {
        Duration room = LONGEST.minus(MARGIN);
        Duration life = deadline.compareTo(room) < 0 ? deadline.plus(MARGIN) : LONGEST;
        return life.compareTo(DEFAULT.nonceLife) > 0 ? new BoundLimits(DEFAULT.nonces, life, DEFAULT.roots) : DEFAULT;
    }

    private static void requirePowerOfTwo(String what, int value, int most) {
        if (value < 1 || value > most || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: a power of two, 1 to " + most + ")");
        }
    }
}
