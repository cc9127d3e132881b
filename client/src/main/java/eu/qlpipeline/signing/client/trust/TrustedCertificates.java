package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.util.List;
import java.util.Optional;

/**
 * The trusted list, to look things up in and no more.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface TrustedCertificates {

    /**
     * The certificate with that fingerprint, or empty where it is not trusted.
     *
     * @throws TrustStoreException if it is stored but no longer what was stored
     */
    Optional<StoredCertificate> find(CertificateFingerprint fingerprint) throws TrustStoreException;

    /**
     * All certificates, in the order of their fingerprints.
     *
     * @throws TrustStoreException if one of them is no longer what was stored, or the store cannot be read
     */
    List<StoredCertificate> list() throws TrustStoreException;
}
