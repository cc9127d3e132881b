package eu.qlpipeline.signing.agent.certificate.issuing;

import eu.qlpipeline.signing.agent.certificate.CertificateIssuer;
import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * Issues the self-signed certificate of the signing key (RFC 5280), with the profile every provider stores: subject and
 * alternative names from the settings, key usage digitalSignature and keyEncipherment, sha256WithRSAEncryption; and, where
 * the settings want them, key identifiers.
 */
public final class BouncyCastleIssuer implements CertificateIssuer {

    private static final String ALGORITHM = "SHA256withRSA";
    private static final int SERIAL_BITS = 159;

    private final CertificateSettings settings;
    private final Clock clock;
    private final SecureRandom random;

    /** An issuer for that profile. */
    public BouncyCastleIssuer(CertificateSettings settings, Clock clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public X509Certificate issue(RSAPublicKey key, UnaryOperator<byte[]> signer) {
        try {
            byte[] der = builder(key).build(new TokenContentSigner(signer)).getEncoded();
            X509Certificate issued = CertificateEncoding.first(der);
            issued.verify(key);
            return issued;
        } catch (IOException | GeneralSecurityException e) {
            throw new AgentException(
                    ReasonCode.SIGNATURE_INVALID, "certificate: the token's signature on it does not verify", e);
        }
    }

    private X509v3CertificateBuilder builder(RSAPublicKey key) throws IOException {
        Instant notBefore = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant notAfter = notBefore.plus(settings.validityDays(), ChronoUnit.DAYS);
        X500Name name = name();
        BigInteger serial = serial();
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
        GeneralName[] alternatives = settings.dnsNames().stream()
                .map(dns -> new GeneralName(GeneralName.dNSName, dns))
                .toArray(GeneralName[]::new);
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(name, serial, Date.from(notBefore), Date.from(notAfter), name, info);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        if (settings.keyIdentifiers()) {
            identify(builder, info, new GeneralNames(new GeneralName(name)), serial);
        }
        return builder;
    }

    /** Key, issuer and serial: an issuer without identifiers of its own is told from this one by the serial alone. */
    private static void identify(
            X509v3CertificateBuilder builder, SubjectPublicKeyInfo info, GeneralNames issuer, BigInteger serial)
            throws IOException {
        X509ExtensionUtils utils = extensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(info));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(info, issuer, serial));
    }

    private static X509ExtensionUtils extensionUtils() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private X500Name name() {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.C, settings.country())
                .addRDN(BCStyle.O, settings.organization())
                .addRDN(BCStyle.CN, settings.commonName())
                .build();
    }

    private BigInteger serial() {
        BigInteger serial;
        do {
            serial = new BigInteger(SERIAL_BITS, random);
        } while (serial.signum() == 0);
        return serial;
    }

    /** Collects the to-be-signed bytes and has the token sign them. */
    private static final class TokenContentSigner implements ContentSigner {

        private final ByteArrayOutputStream toBeSigned = new ByteArrayOutputStream();
        private final UnaryOperator<byte[]> signer;

        TokenContentSigner(UnaryOperator<byte[]> signer) {
            this.signer = signer;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return new DefaultSignatureAlgorithmIdentifierFinder().find(ALGORITHM);
        }

        @Override
        public OutputStream getOutputStream() {
            return toBeSigned;
        }

        @Override
        public byte[] getSignature() {
            return signer.apply(toBeSigned.toByteArray());
        }
    }
}
