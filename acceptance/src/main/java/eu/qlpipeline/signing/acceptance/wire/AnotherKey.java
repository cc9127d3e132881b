package eu.qlpipeline.signing.acceptance.wire;

import eu.qlpipeline.signing.acceptance.identity.OpenSsl;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * An RSA-4096 key in software with a certificate that bears the agent's names: all that an attacker can make alone.
 *
 * @param key the private key
 * @param certificatePem its certificate, as a file
 * @param certificate its certificate
 */
public record AnotherKey(PrivateKey key, Path certificatePem, X509Certificate certificate) implements Forger {

    /** Makes the key and a certificate with the subject and names of the seed profile. */
    public static AnotherKey make(OpenSsl openSsl, Path directory) {
        Path keyPem = directory.resolve("another.key");
        Path certificatePem = directory.resolve("another.crt");
        openSsl.run(
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:4096",
                        "-nodes",
                        "-keyout",
                        keyPem.toString(),
                        "-out",
                        certificatePem.toString(),
                        "-days",
                        "3650",
                        "-subj",
                        "/C=EU/O=Quality Link/CN=ql-pipeline.eu",
                        "-addext",
                        "subjectAltName=DNS:ql-pipeline.eu,DNS:*.ql-pipeline.eu")
                .orThrow();
        return new AnotherKey(privateKey(keyPem), certificatePem, certificate(certificatePem));
    }

    /** Reads a PEM certificate. */
    public static X509Certificate certificate(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("certificate: " + pem + " (expected: PEM)", e);
        }
    }

    /** Signs properly, but with the wrong key. */
    @Override
    public byte[] forge(byte[] challenge) {
        try {
            var signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(SignatureScheme.RSA4096_PSS_SHA256_SALT478.parameters());
            signature.initSign(key);
            signature.update(challenge);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSASSA-PSS", e);
        }
    }

    private static PrivateKey privateKey(Path pem) {
        try {
            String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
            var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("key: " + pem + " (expected: PKCS#8 PEM)", e);
        }
    }
}
