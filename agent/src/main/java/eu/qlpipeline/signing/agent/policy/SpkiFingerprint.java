package eu.qlpipeline.signing.agent.policy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * SHA-256 over the SubjectPublicKeyInfo of a certificate (RFC 7469, section 2.4), 32 bytes: the identity of a caller. It
 * outlives the certificate as long as the key stays.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SpkiFingerprint {

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] sha256;

    private SpkiFingerprint(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** Computes the fingerprint of the key in a certificate. */
    public static SpkiFingerprint of(X509Certificate certificate) {
        try {
            return new SpkiFingerprint(MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The 64 lower-case hexadecimal digits. */
    public String hex() {
        return HEX.formatHex(sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpkiFingerprint that && MessageDigest.isEqual(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    /** {@code SHA256:} and the hexadecimal digits. */
    @Override
    public String toString() {
        return "SHA256:" + hex();
    }
}
