package eu.qlpipeline.signing.client.internal.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import eu.qlpipeline.signing.client.internal.rpc.PeerText;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.security.cert.X509Certificate;

/** How a certificate is shown, to people and to programs. */
final class CertificateView {

    private static final int HEX = 16;

    private CertificateView() {}

    /** One line: fingerprint, end of validity, subject. */
    static String line(X509Certificate certificate) {
        return CertificateFingerprint.of(certificate) + "  until "
                + certificate.getNotAfter().toInstant() + "  "
                + PeerText.printable(certificate.getSubjectX500Principal().getName());
    }

    /** The members by which a certificate is known. */
    static JsonObject json(X509Certificate certificate) {
        var object = new JsonObject();
        object.addProperty("sha256", CertificateFingerprint.of(certificate).hex());
        object.addProperty("subject", certificate.getSubjectX500Principal().getName());
        object.addProperty("serial", certificate.getSerialNumber().toString(HEX));
        object.addProperty("notBefore", certificate.getNotBefore().toInstant().toString());
        object.addProperty("notAfter", certificate.getNotAfter().toInstant().toString());
        return object;
    }

    /** The text of a JSON value, indented. */
    static String pretty(JsonElement value) {
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(value);
    }
}
