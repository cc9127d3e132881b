package eu.qlpipeline.signing.contract;

import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * The signature schemes of QL-SIGN v1: RSASSA-PSS (RFC 8017 section 8.1) with SHA-256, MGF1 with SHA-256 and trailer
 * field 1, over a 4096-bit modulus. This table is the only home of PSS parameters.
 */
public enum SignatureScheme {
    /** Salt of 478 bytes, the maximum for a 4096-bit modulus: 512 - 32 - 2. */
    RSA4096_PSS_SHA256_SALT478(478),
    /** Salt of 32 bytes, the length RFC 8446 section 4.2.3 prescribes for rsa_pss_rsae_sha256. */
    RSA4096_PSS_SHA256_SALT32(32);

    /** Size of the modulus in bits. */
    public static final int MODULUS_BITS = 4096;

    /** Size of every signature in bytes. */
    public static final int SIGNATURE_LENGTH = MODULUS_BITS / Byte.SIZE;

    private static final int TRAILER_FIELD_BC = 1;

    private final int saltLength;

    SignatureScheme(int saltLength) {
        this.saltLength = saltLength;
    }

    /**
     * The key, which is of the one kind and size that these schemes are for.
     *
     * @throws InvalidKeyException if it is not RSA with a modulus of 4096 bits
     */
    public static RSAPublicKey requireKey(PublicKey key) throws InvalidKeyException {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == MODULUS_BITS) {
            return rsa;
        }
        String found = key instanceof RSAPublicKey rsa
                ? "RSA of " + rsa.getModulus().bitLength() + " bits"
                : key.getAlgorithm();
        throw new InvalidKeyException("key: " + found + " (expected: RSA of " + MODULUS_BITS + " bits)");
    }

    /** Length of the salt in bytes. */
    public int saltLength() {
        return saltLength;
    }

    /** The parameters in the form the JCA takes. */
    public PSSParameterSpec parameters() {
        return new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, saltLength, TRAILER_FIELD_BC);
    }
}
