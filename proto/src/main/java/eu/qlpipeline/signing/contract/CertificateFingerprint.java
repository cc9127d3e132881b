package eu.qlpipeline.signing.contract;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * SHA-256 over the DER of a certificate, 32 bytes: the name by which both sides pin it.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CertificateFingerprint {

    /** Length in bytes. */
    public static final int LENGTH = 32;

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] sha256;

    private CertificateFingerprint(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** Computes the fingerprint of a certificate. */
    public static CertificateFingerprint of(X509Certificate certificate) {
        try {
            return new CertificateFingerprint(
                    MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a parsed certificate has DER, and every JDK has SHA-256", e);
        }
    }

    /**
     * Takes the bytes of a fingerprint.
     *
     * @throws ContractViolation if they are not exactly 32
     */
    public static CertificateFingerprint ofBytes(byte[] sha256) {
        if (sha256.length != LENGTH) {
            throw new ContractViolation(
                    ContractViolation.Reason.FINGERPRINT_LENGTH,
                    "fingerprint: " + sha256.length + " bytes (expected: " + LENGTH + ")");
        }
        return new CertificateFingerprint(sha256.clone());
    }

    /**
     * Reads a fingerprint as people write it: 64 hexadecimal digits of either case, with or without colons, with or
     * without the prefix {@code SHA256:}.
     *
     * @throws ContractViolation if the text is anything else
     */
    public static CertificateFingerprint parse(String text) {
        String digits = text.strip().toLowerCase(Locale.ROOT);
        if (digits.startsWith("sha256:")) {
            digits = digits.substring("sha256:".length());
        }
        if (digits.matches("[0-9a-f]{2}(:[0-9a-f]{2}){31}")) {
            digits = digits.replace(":", "");
        }
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new ContractViolation(
                    ContractViolation.Reason.FINGERPRINT_LENGTH,
                    "fingerprint: not 64 hexadecimal digits (expected: SHA256:<64 hexadecimal digits>)");
        }
        return new CertificateFingerprint(HEX.parseHex(digits));
    }

    /** A fresh copy of the 32 bytes. */
    public byte[] bytes() {
        return sha256.clone();
    }

    /** The 64 lower-case hexadecimal digits. */
    public String hex() {
        return HEX.formatHex(sha256);
    }

    void writeTo(ByteBuffer target) {
        target.put(sha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CertificateFingerprint that && MessageDigest.isEqual(sha256, that.sha256);
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
