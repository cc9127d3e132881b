package eu.qlpipeline.signing.agent.certificate.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.junit.jupiter.api.Test;

class BouncyCastleIssuerTest {

    private static final KeyPair PAIR = pair();

    /** The profile that providers know has no more. */
    @Test
    void withoutTheSettingTheExtensionsAreThoseOfTheProfile() {
        X509Certificate certificate = issued(false);
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactly(Extension.keyUsage.getId());
        assertThat(certificate.getNonCriticalExtensionOIDs()).containsExactly(Extension.subjectAlternativeName.getId());
    }

    @Test
    void withTheSettingItNamesItsKeyAndItself() throws Exception {
        X509Certificate certificate = issued(true);
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactly(Extension.keyUsage.getId());
        assertThat(certificate.getNonCriticalExtensionOIDs())
                .containsExactlyInAnyOrder(
                        Extension.subjectAlternativeName.getId(),
                        Extension.subjectKeyIdentifier.getId(),
                        Extension.authorityKeyIdentifier.getId());

        byte[] keyBits = SubjectPublicKeyInfo.getInstance(PAIR.getPublic().getEncoded())
                .getPublicKeyData()
                .getOctets();
        byte[] method1 = MessageDigest.getInstance("SHA-1").digest(keyBits);
        var extensions = new JcaX509CertificateHolder(certificate).getExtensions();
        assertThat(SubjectKeyIdentifier.fromExtensions(extensions).getKeyIdentifier())
                .isEqualTo(method1);
        AuthorityKeyIdentifier authority = AuthorityKeyIdentifier.fromExtensions(extensions);
        assertThat(authority.getKeyIdentifierOctets()).isEqualTo(method1);
        assertThat(authority.getAuthorityCertSerialNumber()).isEqualTo(certificate.getSerialNumber());
        assertThat(authority.getAuthorityCertIssuer().getNames())
                .containsExactly(new GeneralName(X500Name.getInstance(
                        certificate.getIssuerX500Principal().getEncoded())));
    }

    /** Of no more than 20 octets and positive (RFC 5280 section 4.1.2.2), whatever is drawn. */
    @Test
    void theGreatestSerialNumberThatCanBeDrawnHasTwentyOctets() {
        var greatest = new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 0xFF);
            }
        };
        BigInteger serial = TestingIssuer.issue(
                        PAIR, new BouncyCastleIssuer(TestingProfile.DEFAULT, Clock.systemUTC(), greatest))
                .getSerialNumber();
        assertThat(serial).isPositive();
        assertThat(serial.toByteArray()).hasSize(20);
    }

    private static X509Certificate issued(boolean keyIdentifiers) {
        return TestingIssuer.issue(PAIR, keyIdentifiers, CertificateSettings.DEFAULT_COMMON_NAME, Clock.systemUTC());
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
