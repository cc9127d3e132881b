package eu.qlpipeline.signing.contract;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.DrbgParameters;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Random bytes by the kilobyte: the JDK's Hash_DRBG with SHA-256 and a security strength of 256 bits, which is given fresh bytes
 * of the system's own source before each use. The JDK would reseed it from another generator, which it seeds only once, so that
 * two machines resumed from one snapshot would draw the same. For much at once it is several times as fast as the JDK's usual
 * generator, and for little it is slower. It is set up at its first use, which takes some milliseconds. Where no provider has
 * such a generator, as may be in FIPS mode, the usual one takes its place.
 *
 * <p>Safe for use by several threads.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-90Ar1">NIST SP 800-90A Rev. 1, section 10.1.1</a>
 */
public final class BulkRandom {

    private static final int STRENGTH = 256;
    private static final int SEED_LENGTH = STRENGTH / Byte.SIZE;

    private final String algorithm;
    private final IntFunction<byte[]> entropy;

    @GuardedBy("this")
    private @Nullable SecureRandom generator;

    /** A generator that is not set up yet. */
    public BulkRandom() {
        this("DRBG", ofSystem()::generateSeed);
    }

    /** @param entropy the system's source: that many bytes, fresh at each call */
    BulkRandom(String algorithm, IntFunction<byte[]> entropy) {
        this.algorithm = algorithm;
        this.entropy = entropy;
    }

    /** The generator, with fresh entropy in it: for one use of much. */
    public synchronized SecureRandom reseeded() {
        SecureRandom seeded = generator;
        if (seeded == null) {
            seeded = create();
            generator = seeded;
        } else if (seeded.getParameters() != null) {
            // Only a DRBG has parameters; the others cannot be reseeded.
            seeded.reseed(DrbgParameters.reseed(false, entropy.apply(SEED_LENGTH)));
        }
        return seeded;
    }

    private SecureRandom create() {
        try {
            return SecureRandom.getInstance(
                    algorithm,
                    DrbgParameters.instantiation(
                            STRENGTH, DrbgParameters.Capability.RESEED_ONLY, entropy.apply(SEED_LENGTH)));
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }

    /** The kernel's source, which keeps no bytes in this process; elsewhere what the JDK has. */
    private static SecureRandom ofSystem() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }
}
