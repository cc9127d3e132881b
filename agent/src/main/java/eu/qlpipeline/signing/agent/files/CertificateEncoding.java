package eu.qlpipeline.signing.agent.files;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The forms in which a certificate is written: DER, and PEM (RFC 7468). */
public final class CertificateEncoding {

    private static final int LINE_LENGTH = 64;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private CertificateEncoding() {}

    /** The certificate in DER. */
    public static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a parsed certificate has DER", e);
        }
    }

    /** The certificate in PEM, lines of 64 characters. */
    public static String pem(X509Certificate certificate) {
        Base64.Encoder base64 = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'});
        return BEGIN + "\n" + base64.encodeToString(der(certificate)) + "\n-----END CERTIFICATE-----\n";
    }

    /**
     * The certificate that this begins with, in PEM or DER.
     *
     * @throws CertificateException if it holds none
     */
    public static X509Certificate first(byte[] content) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
    }

    /** How many certificates in PEM that holds. */
    public static long count(byte[] content) {
        return Pattern.compile(BEGIN)
                .matcher(new String(content, StandardCharsets.ISO_8859_1))
                .results()
                .count();
    }

    /** The certificate that this is in PEM or DER, with nothing before, within or after it but blanks. */
    public static Optional<X509Certificate> alone(byte[] content) {
        X509Certificate first;
        try {
            first = first(content);
        } catch (CertificateException e) {
            return Optional.empty();
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        boolean whole = Arrays.equals(content, der(first)) || dense(text).equals(dense(pem(first)));
        return whole ? Optional.of(first) : Optional.empty();
    }

    private static String dense(String text) {
        return text.replaceAll("\\s", "");
    }
}
