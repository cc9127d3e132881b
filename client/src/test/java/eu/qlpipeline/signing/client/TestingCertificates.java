package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.client.verify.ChallengeVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Certificates for tests, and the PEM of certificates and keys. */
public final class TestingCertificates {

    private TestingCertificates() {}

    /** A certificate of QL-Pipeline for that key, valid for a day on either side of now. */
    public static X509Certificate pipeline(KeyPair key) {
        Instant now = Instant.now();
        return of(key, ChallengeVerifier.DEFAULT_SUBJECT, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
    }

    /** A certificate for TLS, valid now. */
    public static X509Certificate tls(KeyPair key, String subject) {
        Instant now = Instant.now();
        return of(key, subject, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
    }

    /** A certificate of a server on the loopback interface, valid now. */
    public static X509Certificate server(KeyPair key, String... dnsNames) {
        GeneralName[] names = Stream.concat(
                        Stream.of(new GeneralName(GeneralName.iPAddress, "127.0.0.1")),
                        Stream.of(dnsNames).map(name -> new GeneralName(GeneralName.dNSName, name)))
                .toArray(GeneralName[]::new);
        Instant now = Instant.now();
        return of(
                key,
                "CN=" + dnsNames[0],
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(1)),
                new GeneralNames(names));
    }

    /** A self-signed certificate. */
    public static X509Certificate of(KeyPair key, String subject, Instant notBefore, Instant notAfter) {
        return of(key, subject, notBefore, notAfter, null);
    }

    @SuppressWarnings("JavaUtilDate") // the builder takes nothing else
    private static X509Certificate of(
            KeyPair key, String subject, Instant notBefore, Instant notAfter, @Nullable GeneralNames alternatives) {
        var name = new X500Principal(subject);
        var serial = new BigInteger(100, new SecureRandom()).add(BigInteger.ONE);
        var builder = new JcaX509v3CertificateBuilder(
                name, serial, Date.from(notBefore), Date.from(notAfter), name, key.getPublic());
        String algorithm = key.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        try {
            if (alternatives != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternatives);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate())));
        } catch (CertIOException | OperatorCreationException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The PEM of a certificate. */
    public static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The PKCS#8 PEM of a private key. */
    public static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** A PEM block. */
    public static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** Writes a text to a file in a directory. */
    public static Path write(Path directory, String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
