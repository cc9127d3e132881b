package eu.qlpipeline.signing.contract;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.DrbgParameters;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random bytes by the kilobyte: the JDK's Hash_DRBG with SHA-256 and a security strength of 256 bits, which takes fresh entropy
 * of the system before each use. For much at once it is four times as fast as the JDK's usual generator, and for little it is
 * slower. It is set up at its first use, which takes some milliseconds. Where no provider has such a generator, as may be in FIPS
 * mode, the usual one takes its place.
 *
 * <p>Safe for use by several threads.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-90Ar1">NIST SP 800-90A Rev. 1, section 10.1.1</a>
 */
public final class BulkRandom {

    private static final int STRENGTH = 256;

    private final String algorithm;

    @GuardedBy("this")
    private @Nullable SecureRandom generator;

    /** A generator that is not set up yet. */
    public BulkRandom() {
        this("DRBG");
    }

    BulkRandom(String algorithm) {
        this.algorithm = algorithm;
    }

    /** The generator, with fresh entropy in it: for one use of much. */
    public synchronized SecureRandom reseeded() {
        SecureRandom seeded = generator;
        if (seeded == null) {
            seeded = create();
            generator = seeded;
        } else if (seeded.getParameters() != null) {
            // Only a DRBG has parameters; the others cannot be reseeded.
            seeded.reseed();
        }
        return seeded;
    }

    private SecureRandom create() {
        try {
            return SecureRandom.getInstance(
                    algorithm, DrbgParameters.instantiation(STRENGTH, DrbgParameters.Capability.RESEED_ONLY, null));
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }
}
