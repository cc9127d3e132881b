package eu.qlpipeline.signing.client.internal.pem;

import eu.qlpipeline.signing.client.internal.pem.PemException.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

/** The PEM form of one X.509 certificate (RFC 7468 section 5). */
public final class CertificatePem {

    private static final String LABEL = "CERTIFICATE";
    private static final int LINE_LENGTH = 64;

    private CertificatePem() {}

    /**
     * Reads the only certificate of a file.
     *
     * @throws IOException if the file cannot be read
     * @throws PemException if it holds anything but exactly one certificate
     */
    public static X509Certificate read(Path file) throws IOException, PemException {
        return parse(PemFile.read(file));
    }

    /**
     * Parses the only certificate in the bytes of a PEM file.
     *
     * @throws PemException if they hold anything but exactly one certificate
     */
    public static X509Certificate parse(byte[] file) throws PemException {
        PemBlock block = PemBlock.only(file);
        if (block.label().endsWith("PRIVATE KEY")) {
            block.wipe();
            throw new PemException(
                    Problem.PRIVATE_KEY, "content: a private key (expected: a certificate, which holds no secret)");
        }
        if (!block.label().equals(LABEL)) {
            throw new PemException(
                    Problem.FOREIGN, "content: a PEM block " + block.label() + " (expected: " + LABEL + ")");
        }
        return parseDer(block.content());
    }

    /** Formats a certificate, with a newline after every line. */
    public static String format(X509Certificate certificate) {
        try {
            byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
            String base64 = Base64.getMimeEncoder(LINE_LENGTH, newline).encodeToString(certificate.getEncoded());
            return "-----BEGIN " + LABEL + "-----\n" + base64 + "\n-----END " + LABEL + "-----\n";
        } catch (CertificateException e) {
            throw new IllegalStateException("a parsed certificate has DER", e);
        }
    }

    private static X509Certificate parseDer(byte[] der) throws PemException {
        X509Certificate certificate;
        try {
            certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            // The parser ignores what follows the certificate.
            if (Arrays.equals(certificate.getEncoded(), der)) {
                return certificate;
            }
        } catch (CertificateException e) {
            throw new PemException(Problem.MALFORMED, "content: not an X.509 certificate (expected: its DER)", e);
        }
        throw new PemException(Problem.MALFORMED, "content: more than an X.509 certificate (expected: its DER)");
    }
}
