package eu.qlpipeline.signing.client.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * From when to when a certificate is valid, both included.
 *
 * @param notBefore the first moment
 * @param notAfter the last one
 */
public record CertificateDates(Instant notBefore, Instant notAfter) {

    /** Those of a certificate. */
    public static CertificateDates of(X509Certificate certificate) {
        return new CertificateDates(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Whether the certificate is valid then, to the millisecond. */
    public boolean include(Instant moment) {
        Instant millisecond = moment.truncatedTo(ChronoUnit.MILLIS);
        return !millisecond.isBefore(notBefore) && !millisecond.isAfter(notAfter);
    }
}
