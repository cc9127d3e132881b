package eu.qlpipeline.signing.agent.policy;

import eu.qlpipeline.signing.contract.audit.Digest;
import java.security.cert.X509Certificate;

/**
 * SHA-256 over the SubjectPublicKeyInfo of a certificate (RFC 7469, section 2.4): the identity of a caller. It outlives the
 * certificate as long as the key stays.
 *
 * @param sha256 the digest
 */
public record SpkiFingerprint(Digest sha256) {

    /** Computes the fingerprint of the key in a certificate. */
    public static SpkiFingerprint of(X509Certificate certificate) {
        return new SpkiFingerprint(Digest.of(certificate.getPublicKey().getEncoded()));
    }

    /** {@code SHA256:} and the hexadecimal digits. */
    @Override
    public String toString() {
        return "SHA256:" + sha256.hex();
    }
}
