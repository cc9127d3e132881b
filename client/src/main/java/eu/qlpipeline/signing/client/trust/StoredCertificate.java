package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import eu.qlpipeline.signing.contract.SigningPurpose;
import java.security.InvalidKeyException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;

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
    private final Enrolment enrolment;
    private final CertificateDates dates;

    private StoredCertificate(
            X509Certificate certificate,
            CertificateFingerprint fingerprint,
            SignatureVerifier verifier,
            Enrolment enrolment) {
        this.certificate = certificate;
        this.fingerprint = fingerprint;
        this.verifier = verifier;
        this.enrolment = enrolment;
        this.dates = CertificateDates.of(certificate);
    }

    /**
     * Accepts a certificate whose fingerprint is the pinned one.
     *
     * @param source where it comes from, for the message
     * @throws TrustStoreException if the fingerprint is another, or the key is unsuitable
     */
    static StoredCertificate pinned(
            X509Certificate certificate, CertificateFingerprint pin, Enrolment enrolment, String source)
            throws TrustStoreException {
        CertificateFingerprint found = CertificateFingerprint.of(certificate);
        if (!found.equals(pin)) {
            throw new TrustStoreException(
                    TrustStoreException.Reason.FINGERPRINT_MISMATCH,
                    source + ": certificate " + found + " (expected: " + pin + ")");
        }
        try {
            return new StoredCertificate(certificate, found, SignatureVerifier.of(certificate), enrolment);
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

    /** From when to when it is valid. */
    public CertificateDates dates() {
        return dates;
    }

    /** Whether it is valid then, to the millisecond. */
    public boolean isValidAt(Instant instant) {
        return dates.include(instant);
    }

    /** How its key has to answer. */
    public Enrolment enrolment() {
        return enrolment;
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
