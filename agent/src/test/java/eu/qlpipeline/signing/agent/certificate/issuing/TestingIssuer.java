package eu.qlpipeline.signing.agent.certificate.issuing;

import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;

/** Certificates as {@code init} has them issued, for keys in software. */
public final class TestingIssuer {

    private static final SecureRandom RANDOM = new SecureRandom();

    private TestingIssuer() {}

    /** A new one of that key, made at the clock's time, with that name and otherwise the usual profile. */
    public static X509Certificate issue(KeyPair pair, boolean keyIdentifiers, String commonName, Clock clock) {
        CertificateSettings profile = TestingProfile.DEFAULT;
        var settings = new CertificateSettings(
                profile.file(),
                profile.country(),
                profile.organization(),
                commonName,
                profile.dnsNames(),
                profile.validityDays(),
                keyIdentifiers);
        return issue(pair, new BouncyCastleIssuer(settings, clock, RANDOM));
    }

    /** One that the issuer makes of that key. */
    static X509Certificate issue(KeyPair pair, BouncyCastleIssuer issuer) {
        return issuer.issue((RSAPublicKey) pair.getPublic(), toBeSigned -> sign(pair, toBeSigned));
    }

    private static byte[] sign(KeyPair pair, byte[] toBeSigned) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(toBeSigned);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
