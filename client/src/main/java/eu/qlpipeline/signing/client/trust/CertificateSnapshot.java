package eu.qlpipeline.signing.client.trust;

import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The certificates of a store as they were at one moment, in memory. */
final class CertificateSnapshot implements TrustedCertificates {

    private final List<StoredCertificate> ordered;
    private final Map<CertificateFingerprint, StoredCertificate> byFingerprint;

    CertificateSnapshot(List<StoredCertificate> certificates) {
        ordered = List.copyOf(certificates);
        byFingerprint = ordered.stream()
                .collect(Collectors.toUnmodifiableMap(StoredCertificate::fingerprint, Function.identity()));
    }

    @Override
    public Optional<StoredCertificate> find(CertificateFingerprint fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    @Override
    public List<StoredCertificate> list() {
        return ordered;
    }
}
