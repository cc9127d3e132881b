package eu.qlpipeline.signing.acceptance.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A self-signed EC P-256 certificate and its key, for one end of a TLS connection on this machine.
 *
 * @param certificate PEM
 * @param key PKCS#8 PEM, readable by its owner alone
 */
public record TlsIdentity(Path certificate, Path key) {

    private static final String DAYS = "365";

    /** Makes NAME.crt and NAME.key in a folder. */
    public static TlsIdentity make(OpenSsl openSsl, Path directory, String name) {
        var identity = new TlsIdentity(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        openSsl.run(
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        identity.key.toString(),
                        "-out",
                        identity.certificate.toString(),
                        "-days",
                        DAYS,
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1")
                .orThrow();
        return identity;
    }

    /** A copy of this identity under another folder. */
    public TlsIdentity copyTo(Path directory) {
        var copy = new TlsIdentity(directory.resolve(certificate.getFileName()), directory.resolve(key.getFileName()));
        try {
            Files.copy(certificate, copy.certificate);
            Files.copy(key, copy.key, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }
}
