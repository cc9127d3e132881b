package eu.qlpipeline.signing.agent.policy.editing;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.policy.PemCertificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The certificates that a provider sent: read, and valid now. */
final class SentCertificates {

    private static final String SEE = "see what the file holds with: openssl x509 -in FILE -noout -subject";

    private SentCertificates() {}

    /** The one of the caller itself. */
    static X509Certificate own(Path file, Clock clock) {
        PemCertificates source = source("certificate", file);
        X509Certificate own =
                ProviderFiles.hinted(SEE, () -> source.one(source.home().toString()));
        requireValid("certificate", own, clock);
        return own;
    }

    /** Those of the authorities that certify it. */
    static List<X509Certificate> authorities(Path file, Clock clock) {
        PemCertificates source = source("ca", file);
        List<X509Certificate> all =
                ProviderFiles.hinted(SEE, () -> source.some(source.home().toString()));
        all.forEach(authority -> requireValid("ca", authority, clock));
        return all;
    }

    private static PemCertificates source(String key, Path file) {
        return new PemCertificates(key, Path.of(ProviderFiles.existing(key, file)), seen -> {});
    }

    private static void requireValid(String key, X509Certificate certificate, Clock clock) {
        Instant start = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        Instant now = clock.instant();
        if (now.isBefore(start) || now.isAfter(end)) {
            throw new AgentException(
                    ReasonCode.CONFIGURATION,
                    key + ": valid from " + start + " to " + end + " (expected: at "
                            + now.truncatedTo(ChronoUnit.SECONDS) + ")",
                    "ask for one that is valid now; its dates: openssl x509 -in FILE -noout -dates");
        }
    }
}
