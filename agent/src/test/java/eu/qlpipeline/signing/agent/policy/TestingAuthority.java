package eu.qlpipeline.signing.agent.policy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that certifies whatever it is asked for. */
public final class TestingAuthority {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final X500Name name;
    private final KeyPair keys = keys();
    private final X509Certificate certificate;
    private long serial = 1;

    public TestingAuthority(String commonName) {
        name = new X500Name("CN=" + commonName);
        certificate = certificate(ago(HOUR.negated()));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Its own certificate with another end. */
    public X509Certificate certificate(Instant end) {
        return issue(name, keys.getPublic(), true, ago(HOUR), end);
    }

    /** A certificate with that common name and those subject alternative names. */
    public X509Certificate issue(String commonName, GeneralName... names) {
        return issue(commonName, ago(HOUR), ago(HOUR.negated()), names);
    }

    /** The same, expired. */
    public X509Certificate issueExpired(String commonName, GeneralName... names) {
        return issue(commonName, ago(HOUR), ago(MINUTE), names);
    }

    /** The same, not valid yet. */
    public X509Certificate issueForLater(String commonName, GeneralName... names) {
        return issue(commonName, ago(MINUTE.negated()), ago(HOUR.negated()), names);
    }

    /** One with that key, valid now. */
    public X509Certificate issue(PublicKey key, GeneralName... names) {
        return issue(new X500Name("CN=x"), key, false, ago(HOUR), ago(HOUR.negated()), names);
    }

    private X509Certificate issue(String commonName, Instant begin, Instant end, GeneralName... names) {
        return issue(new X500Name("CN=" + commonName), keys().getPublic(), false, begin, end, names);
    }

    private static Instant ago(Duration time) {
        return Instant.now().minus(time);
    }

    public static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    public static GeneralName uri(String name) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, name);
    }

    public static String pem(X509Certificate... certificates) {
        var pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return pem.toString();
    }

    private X509Certificate issue(
            X500Name subject, PublicKey key, boolean authority, Instant begin, Instant end, GeneralName... names) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    name, BigInteger.valueOf(serial++), Date.from(begin), Date.from(end), subject, key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (names.length > 0) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(Arrays.copyOf(names, names.length)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
