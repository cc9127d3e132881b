package eu.qlpipeline.signing.client.verify;

import eu.qlpipeline.signing.client.trust.CertificateDates;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.client.verify.VerificationException.Reason;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** One run of the checks of a raw answer; each either passes and is noted, or throws with all that was noted. */
final class RawChecks {

    private final List<Check> done = new ArrayList<>();

    void subject(X509Certificate certificate, X500Principal expected) throws VerificationException {
        X500Principal subject = certificate.getSubjectX500Principal();
        if (!subject.equals(expected)) {
            throw failed(
                    Check.Name.SUBJECT,
                    Reason.SUBJECT_UNEXPECTED,
                    "subject: " + name(subject) + " (expected: " + name(expected) + ")");
        }
        passed(Check.Name.SUBJECT, name(subject));
    }

    void validAt(Instant now, X509Certificate certificate) throws VerificationException {
        CertificateDates dates = CertificateDates.of(certificate);
        if (now.isBefore(dates.notBefore())) {
            throw failed(
                    Check.Name.NOT_EXPIRED,
                    Reason.CERTIFICATE_NOT_YET_VALID,
                    "certificate: valid from " + dates.notBefore() + " (expected: valid at " + now + ")");
        }
        if (!dates.include(now)) {
            throw failed(
                    Check.Name.NOT_EXPIRED,
                    Reason.CERTIFICATE_EXPIRED,
                    "certificate: expired at " + dates.notAfter() + " (expected: valid at " + now + ")");
        }
        passed(Check.Name.NOT_EXPIRED, "valid from " + dates.notBefore() + " to " + dates.notAfter());
    }

    void trusted(StoredCertificate stored) throws VerificationException {
        passed(Check.Name.TRUSTED, stored.fingerprint().toString());
        if (!(stored.enrolment() instanceof Enrolment.Raw)) {
            throw failed(
                    Check.Name.ENROLLED,
                    Reason.MODE_UNEXPECTED,
                    "certificate: " + stored.fingerprint() + " is stored for mode "
                            + stored.enrolment().mode() + " (expected: raw)");
        }
    }

    VerificationException notTrusted(CertificateFingerprint presented, List<StoredCertificate> stored) {
        return failed(
                Check.Name.TRUSTED,
                Reason.CERTIFICATE_NOT_TRUSTED,
                "certificate: " + presented + " (expected: " + StoredNames.oneOf(stored) + ")");
    }

    VerificationException noneStored() {
        return failed(
                Check.Name.TRUSTED,
                Reason.CERTIFICATE_NOT_TRUSTED,
                "trusted list: empty (expected: the certificate that the signature verifies under)");
    }

    Verified signature(StoredCertificate stored, RecordedAnswer answer) throws VerificationException {
        try {
            stored.verify(answer.challenge(), answer.signature());
        } catch (SignatureException e) {
            throw failed(
                    Check.Name.SIGNATURE,
                    Reason.SIGNATURE_INVALID,
                    e.getMessage() + " (expected: a signature by the key of " + stored.fingerprint() + ")");
        }
        passed(Check.Name.SIGNATURE, answer.challenge().scheme().name());
        return new Verified(stored, answer, done);
    }

    private void passed(Check.Name name, String detail) {
        done.add(new Check(name, true, detail));
    }

    private VerificationException failed(Check.Name name, Reason reason, String detail) {
        done.add(new Check(name, false, detail));
        return new VerificationException(reason, detail, null, done);
    }

    /** RFC 2253 as the JDK prints it, which is as providers enter it: CN first. */
    private static String name(X500Principal principal) {
        return principal.getName();
    }
}
