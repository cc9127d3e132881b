package eu.qlpipeline.signing.acceptance.kit;

import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Certificates with QL-Pipeline's names for one key that is not in its token, made by the openssl program. */
final class WrongCertificates {

    private static final String SUBJECT = "/C=EU/O=Quality Link/CN=ql-pipeline.eu";

    private final OpenSsl openSsl;
    private final Path folder;
    private final Path key;
    private final Path request;

    /**
     * @param folder an empty folder
     * @param key PKCS#8 PEM of the key that all of them are for
     */
    WrongCertificates(OpenSsl openSsl, Path folder, Path key) {
        this.openSsl = openSsl;
        this.folder = folder;
        this.key = key;
        this.request = folder.resolve("request.csr");
        openSsl.run("req", "-new", "-key", key.toString(), "-subj", SUBJECT, "-out", request.toString())
                .orThrow();
    }

    /** Self-signed with the profile of the seed notebook, and long expired. */
    Path expired() {
        return selfSigned("expired", "20200101000000Z", "20210101000000Z");
    }

    /** Self-signed with the profile of the seed notebook, and not valid for a long time. */
    Path notYetValid() {
        return selfSigned("not-yet-valid", "20480101000000Z", "20490101000000Z");
    }

    private Path selfSigned(String name, String from, String to) {
        Path configuration = folder.resolve(name + ".cnf");
        Path certificate = folder.resolve(name + ".crt");
        Path index = folder.resolve(name + ".index");
        try {
            Files.createFile(index);
            Files.writeString(configuration, """
                    [ca]
                    default_ca = self
                    [self]
                    database = %2$s
                    new_certs_dir = %1$s
                    rand_serial = yes
                    default_md = sha256
                    policy = names
                    x509_extensions = profile
                    [names]
                    countryName = supplied
                    organizationName = supplied
                    commonName = supplied
                    [profile]
                    subjectAltName = DNS:ql-pipeline.eu, DNS:*.ql-pipeline.eu
                    keyUsage = critical, digitalSignature, keyEncipherment
                    """.formatted(folder, index));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openSsl.run(
                        "ca",
                        "-config",
                        configuration.toString(),
                        "-selfsign",
                        "-keyfile",
                        key.toString(),
                        "-in",
                        request.toString(),
                        "-startdate",
                        from,
                        "-enddate",
                        to,
                        "-batch",
                        "-notext",
                        "-out",
                        certificate.toString())
                .orThrow();
        return certificate;
    }

    /** The certificate of the authority that issued {@link #ofForeignAuthority}. */
    Path foreignAuthority() {
        return folder.resolve("authority.crt");
    }

    /** Issued by an authority that nobody here knows. */
    Path ofForeignAuthority() {
        Path authorityKey = folder.resolve("authority.key");
        Path authority = foreignAuthority();
        Path certificate = folder.resolve("foreign.crt");
        openSsl.run(
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        authorityKey.toString(),
                        "-out",
                        authority.toString(),
                        "-days",
                        "30",
                        "-subj",
                        "/CN=A foreign authority")
                .orThrow();
        openSsl.run(
                        "x509",
                        "-req",
                        "-in",
                        request.toString(),
                        "-CA",
                        authority.toString(),
                        "-CAkey",
                        authorityKey.toString(),
                        "-CAcreateserial",
                        "-days",
                        "30",
                        "-out",
                        certificate.toString())
                .orThrow();
        return certificate;
    }
}
