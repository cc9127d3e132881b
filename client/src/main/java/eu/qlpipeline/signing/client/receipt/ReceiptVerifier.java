package eu.qlpipeline.signing.client.receipt;

import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.trust.TrustStoreException;
import eu.qlpipeline.signing.client.trust.TrustedCertificates;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.audit.Receipt;
import eu.qlpipeline.signing.contract.audit.ReceiptException;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * Verifies receipts offline, against the trusted list alone.
 *
 * <p>As safe for use by several threads as the list.
 */
public final class ReceiptVerifier {

    private final TrustedCertificates trusted;

    /** A verifier with that trusted list. */
    public ReceiptVerifier(TrustedCertificates trusted) {
        this.trusted = Objects.requireNonNull(trusted, "trusted");
    }

    /**
     * Returns normally if, and only if, the owner of a trusted certificate's key vouches that the record is in its log. Dates of
     * the certificate do not count: a receipt is of the past.
     *
     * @throws ReceiptException with what is wrong
     * @throws TrustStoreException if the stored certificate is no longer what was stored
     */
    public void verify(Receipt receipt) throws ReceiptException, TrustStoreException {
        CertificateFingerprint named = receipt.checkpoint().certificate();
        X509Certificate certificate = trusted.find(named)
                .map(StoredCertificate::certificate)
                .orElseThrow(() -> new ReceiptException(
                        ReceiptException.Reason.CERTIFICATE_NOT_TRUSTED,
                        "checkpoint: of certificate " + named + " (expected: one in the trusted list)",
                        null));
        try {
            receipt.verify(certificate);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("the trusted list takes certificates with RSA keys of 4096 bits alone", e);
        }
    }
}
