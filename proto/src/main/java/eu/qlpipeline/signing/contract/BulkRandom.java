package eu.qlpipeline.signing.contract;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Arrays;
import java.util.function.IntFunction;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Random bytes by the kilobyte: what AES-256 in counter mode makes of a key and a first counter, which are fresh bytes of the
 * system's own source for each 64 KiB. That is the first request to a new CTR_DRBG without a derivation function. Nothing is
 * kept from one use to the next, so that machines resumed from one snapshot draw nothing alike, and one use tells nothing of
 * another. For much at once it is many times as fast as the JDK's generators, and for little it is slower. Where no provider
 * does that, as may be in FIPS mode, the usual generator takes its place.
 *
 * <p>Safe for use by several threads.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-90Ar1">NIST SP 800-90A Rev. 1, section 10.2.1</a>
 */
public final class BulkRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    /** A generator over the system's source. */
    public BulkRandom() {
        this("AES/CTR/NoPadding", ofSystem()::generateSeed);
    }

    /** @param entropy the system's source: that many bytes, fresh at each call */
    BulkRandom(String transformation, IntFunction<byte[]> entropy) {
        super(new KeyStream(transformation, entropy), null);
    }

    /** The kernel's source, which keeps no bytes in this process; elsewhere what the JDK has. */
    private static SecureRandom ofSystem() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException e) {
            return new SecureRandom();
        }
    }

    /** The generator. */
    private static final class KeyStream extends SecureRandomSpi {

        private static final long serialVersionUID = 1L;
        private static final int KEY = 32;
        private static final int COUNTER = 16;
        /** The most that one request may be for. */
        private static final int REQUEST = 1 << 16;

        private final String transformation;
        private final transient IntFunction<byte[]> entropy;

        KeyStream(String transformation, IntFunction<byte[]> entropy) {
            this.transformation = transformation;
            this.entropy = entropy;
        }

        @Override
        protected void engineNextBytes(byte[] target) {
            Arrays.fill(target, (byte) 0);
            try {
                for (int at = 0; at < target.length; at += REQUEST) {
                    request(target, at, Math.min(REQUEST, target.length - at));
                }
            } catch (GeneralSecurityException | ProviderException e) {
                new SecureRandom().nextBytes(target);
            }
        }

        private void request(byte[] zeros, int at, int count) throws GeneralSecurityException {
            byte[] seed = entropy.apply(KEY + COUNTER);
            try {
                Cipher cipher = Cipher.getInstance(transformation);
                cipher.init(
                        Cipher.ENCRYPT_MODE,
                        new SecretKeySpec(seed, 0, KEY, "AES"),
                        new IvParameterSpec(seed, KEY, COUNTER));
                cipher.doFinal(zeros, at, count, zeros, at);
            } finally {
                Arrays.fill(seed, (byte) 0);
            }
        }

        @Override
        protected void engineSetSeed(byte[] ignored) {
            // Each use has a seed of its own.
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            return entropy.apply(count);
        }
    }
}
