package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Map;

/**
 * One of the certificates of QL-Pipeline in a kit.
 *
 * @param certificate the certificate
 * @param number its number, from 1
 */
record KitCertificate(X509Certificate certificate, int number) {

    /** What the names of its files have before their ending. */
    String mark() {
        return number == 1 ? "" : "-" + number;
    }

    CertificateFingerprint fingerprint() {
        return CertificateFingerprint.of(certificate);
    }

    /** The values by the names that templates use. */
    Map<String, String> byName(KitValues values) {
        return Map.of(
                "file", KitValues.marked(ProviderKit.CERTIFICATE, mark()),
                "clientCertificate", KitValues.marked(values.clientCertificate(), mark()),
                "fingerprint", fingerprint().hex(),
                "sha1", sha1());
    }

    /** The only fingerprint that nginx knows of a client; it comes on top of the trust anchor. */
    private String sha1() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(CertificateEncoding.der(certificate)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
