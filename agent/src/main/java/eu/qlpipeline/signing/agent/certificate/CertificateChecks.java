package eu.qlpipeline.signing.agent.certificate;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeySettings;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Date;

/** What must hold of the certificate before its key signs for anybody. */
public final class CertificateChecks {

    private CertificateChecks() {}

    /**
     * Returns normally if the certificate is the key's.
     *
     * @param names the names of the key, for hints
     * @throws AgentException (KEY_UNUSABLE) if its public key is another
     */
    public static void requireSameKey(X509Certificate certificate, RSAPublicKey key, KeySettings names) {
        boolean same = certificate.getPublicKey() instanceof RSAPublicKey certified
                && certified.getModulus().equals(key.getModulus())
                && certified.getPublicExponent().equals(key.getPublicExponent());
        if (!same) {
            throw new AgentException(
                    ReasonCode.KEY_UNUSABLE,
                    "certificate: belongs to another key than the one in the token (expected: the same modulus)",
                    "compare with: signing-agent inspect " + names.arguments(),
                    "remove the wrong certificate object with the HSM's own tool, then: " + names.resume());
        }
    }

    /**
     * Returns normally if the certificate is valid at the clock's time.
     *
     * @throws AgentException (CERTIFICATE_NOT_VALID_NOW) if it is not yet, or no longer
     */
    public static void requireValidNow(X509Certificate certificate, Clock clock) {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException e) {
            throw new AgentException(
                    ReasonCode.CERTIFICATE_NOT_VALID_NOW,
                    "certificate: expired at " + certificate.getNotAfter().toInstant() + " (expected: valid now)",
                    e,
                    says(clock),
                    "make another key and its certificate with: " + KeySettings.MAKE_SUCCESSOR,
                    "then as docs/operation.md says under another key: providers store it before the agent uses it");
        } catch (CertificateNotYetValidException e) {
            throw new AgentException(
                    ReasonCode.CERTIFICATE_NOT_VALID_NOW,
                    "certificate: not valid before "
                            + certificate.getNotBefore().toInstant() + " (expected: valid now)",
                    e,
                    says(clock));
        }
    }

    /** A hint: the same reason is to be the same message, however often it is found. */
    private static String says(Clock clock) {
        return "check this machine's clock, which says " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
