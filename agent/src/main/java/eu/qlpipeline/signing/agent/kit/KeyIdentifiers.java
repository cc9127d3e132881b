package eu.qlpipeline.signing.agent.kit;

import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/**
 * The extensions by which OpenSSL tells a self-signed certificate from another of its subject: subjectKeyIdentifier, and
 * authorityKeyIdentifier with key, issuer and serial (RFC 5280, sections 4.2.1.1 and 4.2.1.2). With less of them it takes the first of the
 * subject for the issuer.
 */
final class KeyIdentifiers {

    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int KEY = 0x80;
    private static final int ISSUER = 0xa1;
    private static final int DIRECTORY_NAME = 0xa4;
    private static final int SERIAL = 0x82;

    /** Type and length of the extension's value, and of the identifier within it. */
    private static final int HEADERS = 4;

    private KeyIdentifiers() {}

    /** Whether a self-signed certificate has all of them. */
    static boolean areIn(X509Certificate certificate) {
        byte[] subjectKey = certificate.getExtensionValue(SUBJECT_KEY);
        return subjectKey != null
                && subjectKey.length > HEADERS
                && Arrays.equals(
                        certificate.getExtensionValue(AUTHORITY_KEY),
                        authorityKey(certificate, Arrays.copyOfRange(subjectKey, HEADERS, subjectKey.length)));
    }

    /** What the extension holds if the certificate names itself as its issuer, in DER. */
    private static byte[] authorityKey(X509Certificate certificate, byte[] key) {
        byte[] name = certificate.getIssuerX500Principal().getEncoded();
        byte[] serial = certificate.getSerialNumber().toByteArray();
        return der(
                OCTET_STRING,
                der(SEQUENCE, der(KEY, key), der(ISSUER, der(DIRECTORY_NAME, name)), der(SERIAL, serial)));
    }

    private static byte[] der(int type, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var out = new ByteArrayOutputStream();
        out.write(type);
        if (length > 0xff) {
            out.write(0x82);
            out.write(length >> Byte.SIZE);
        } else if (length > 0x7f) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
