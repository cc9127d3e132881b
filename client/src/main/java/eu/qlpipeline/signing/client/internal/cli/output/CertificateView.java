package eu.qlpipeline.signing.client.internal.cli.output;

import com.google.gson.JsonObject;
import eu.qlpipeline.signing.client.trust.Enrolment;
import eu.qlpipeline.signing.client.trust.StoredCertificate;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.fetch.console.TerminalText;
import java.security.cert.X509Certificate;

/** How a certificate is shown, to people and to programs. */
public final class CertificateView {

    private static final int HEX = 16;

    private CertificateView() {}

    /** One line: fingerprint, end of validity, subject, and how the key has to answer. */
    public static String line(StoredCertificate stored) {
        X509Certificate certificate = stored.certificate();
        String line = stored.fingerprint() + "  until "
                + certificate.getNotAfter().toInstant() + "  "
                + TerminalText.printable(certificate.getSubjectX500Principal().getName()) + "  "
                + stored.enrolment().mode();
        return stored.enrolment() instanceof Enrolment.Bound bound
                ? line + " for " + bound.audience() + ", channel binding " + name(bound)
                : line;
    }

    /** The members of a stored certificate: those by which it is known, and how its key has to answer. */
    public static JsonObject json(StoredCertificate stored) {
        JsonObject object = json(stored.certificate());
        object.addProperty("mode", stored.enrolment().mode());
        if (stored.enrolment() instanceof Enrolment.Bound bound) {
            object.addProperty("audience", bound.audience().value());
            object.addProperty("channelBinding", name(bound));
        }
        return object;
    }

    /** The members by which a certificate is known. */
    public static JsonObject json(X509Certificate certificate) {
        var object = new JsonObject();
        object.addProperty("sha256", CertificateFingerprint.of(certificate).hex());
        object.addProperty("subject", certificate.getSubjectX500Principal().getName());
        object.addProperty("serial", certificate.getSerialNumber().toString(HEX));
        object.addProperty("notBefore", certificate.getNotBefore().toInstant().toString());
        object.addProperty("notAfter", certificate.getNotAfter().toInstant().toString());
        return object;
    }

    private static String name(Enrolment.Bound bound) {
        return switch (bound.channelBinding()) {
            case NONE -> "none";
            case TLS_EXPORTER -> "tls-exporter";
        };
    }
}
