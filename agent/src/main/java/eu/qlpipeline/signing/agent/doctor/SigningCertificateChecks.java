package eu.qlpipeline.signing.agent.doctor;

import eu.qlpipeline.signing.agent.app.Inspection;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;

/** The doctor's checks of the signing key's certificate. */
final class SigningCertificateChecks {

    static final String CERTIFICATE = "certificate";
    static final String EXPIRY = "expiry";

    private static final Duration EXPIRY_NOTICE = Duration.ofDays(90);

    private final Path file;
    private final Clock clock;

    /** The checks beside {@code certificate.file}. */
    SigningCertificateChecks(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** That of {@code certificate.file}; of one that cannot be read {@link #examine} tells. */
    ServedCertificate expected() {
        try {
            return ServedCertificate.in(file, clock);
        } catch (AgentException e) {
            return new ServedCertificate(clock);
        }
    }

    /** Whether it is there, belongs to the key, and is that of {@code certificate.file}. */
    DoctorFinding examine(Inspection inspection) {
        try {
            X509Certificate certificate = inspection.requireServedCertificate();
            return ServedCertificate.in(file, clock).isKnown()
                    ? DoctorFinding.ok(CERTIFICATE, CertificateFingerprint.of(certificate) + ", belongs to the key")
                    : DoctorFinding.warning(
                            CERTIFICATE, ServedCertificate.missing(file), ServedCertificate.toWrite(file));
        } catch (AgentException e) {
            return DoctorFinding.failed(CERTIFICATE, e);
        }
    }

    /** How long it is valid. */
    DoctorFinding expiry(X509Certificate certificate) {
        var end = new DoctorFinding.End(certificate.getNotAfter().toInstant(), clock.instant());
        if (end.isWithin(EXPIRY_NOTICE)) {
            return DoctorFinding.warning(
                    EXPIRY,
                    "certificate " + end,
                    "make another key and its certificate with: " + KeySettings.MAKE_SUCCESSOR,
                    "then as docs/operation.md says under another key: providers store it before the agent uses it");
        }
        return DoctorFinding.ok(EXPIRY, "certificate " + end);
    }
}
