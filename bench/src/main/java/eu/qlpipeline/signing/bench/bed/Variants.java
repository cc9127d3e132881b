package eu.qlpipeline.signing.bench.bed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;

/**
 * Certificates that differ from another only in their serial number. Their signatures are wrong, which a store of pinned
 * certificates does not look at; ten thousand keys would take hours to make.
 */
final class Variants {

    private Variants() {}

    /** Reads a PEM certificate. */
    static X509Certificate read(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateException e) {
            throw new IllegalStateException(file + ": not a certificate", e);
        }
    }

    /**
     * Writes the variant with a number as PEM.
     *
     * @param target is written over
     */
    static Path write(X509Certificate original, int number, Path target) {
        try {
            byte[] der = original.getEncoded();
            byte[] serial = original.getSerialNumber().toByteArray();
            int end = indexOf(der, serial) + serial.length;
            ByteBuffer.wrap(der).putInt(end - Integer.BYTES, number);
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return Files.writeString(
                    target,
                    "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n",
                    StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new IllegalArgumentException("certificate: without its serial number");
    }
}
