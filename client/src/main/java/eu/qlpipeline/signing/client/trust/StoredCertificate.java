package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;

/**
 * A certificate that the provider trusts: pinned by its fingerprint, its key RSA of 4096 bits. Only a
 * {@link TrustStore} makes these.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class StoredCertificate {

    private final X509Certificate certificate;
    private final CertificateFingerprint fingerprint;
    private final SignatureVerifier verifier;

    private StoredCertificate(X509Certificate certificate, SignatureVerifier verifier) {
        this.certificate = certificate;
        this.fingerprint = CertificateFingerprint.of(certificate);
        this.verifier = verifier;
    }

    /**
     * Accepts a certificate whose fingerprint is the pinned one.
     *
     * @param source where it comes from, for the message
     * @throws TrustStoreException if the fingerprint is another, or the key is unsuitable
     */
    static StoredCertificate pinned(X509Certificate certificate, CertificateFingerprint pin, String source)
            throws TrustStoreException {
        CertificateFingerprint found = CertificateFingerprint.of(certificate);
        if (!found.equals(pin)) {
            throw new TrustStoreException(
                    TrustStoreException.Reason.FINGERPRINT_MISMATCH,
                    source + ": certificate " + found + " (expected: " + pin + ")");
        }
        try {
            return new StoredCertificate(certificate, SignatureVerifier.of(certificate));
        } catch (InvalidKeyException e) {
            throw new TrustStoreException(TrustStoreException.Reason.KEY_UNSUITABLE, source + ": " + e.getMessage(), e);
        }
    }

    /** The certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The fingerprint it is pinned by. */
    public CertificateFingerprint fingerprint() {
        return fingerprint;
    }

    /**
     * Returns normally if, and only if, the signature is this certificate's key's over the purpose. Dates and subject are
     * not looked at.
     *
     * @throws SignatureException if it is not
     */
    public void verify(SigningPurpose purpose, PssSignature signature) throws SignatureException {
        verifier.verify(purpose, signature);
    }

    @Override
    public String toString() {
        return "StoredCertificate[" + fingerprint + "]";
    }
}
