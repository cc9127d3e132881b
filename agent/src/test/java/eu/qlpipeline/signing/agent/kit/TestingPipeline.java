package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.certificate.issuing.BouncyCastleIssuer;
import eu.qlpipeline.signing.contract.RsaKeys;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;

/** Certificates as {@code init} has them issued, for a key in software. */
final class TestingPipeline {

    private static final KeyPair PAIR = RsaKeys.generate(SignatureScheme.MODULUS_BITS);
    private static final SecureRandom RANDOM = new SecureRandom();

    private TestingPipeline() {}

    /** A new one with the names that every pipeline has, made at the clock's time. */
    static X509Certificate certificate(boolean keyIdentifiers, Clock clock) {
        return certificate(keyIdentifiers, CertificateSettings.DEFAULT_COMMON_NAME, clock);
    }

    /** A new one with a name of its own. */
    static X509Certificate certificate(boolean keyIdentifiers, String commonName, Clock clock) {
        CertificateSettings profile = TestingProfile.DEFAULT;
        var settings = new CertificateSettings(
                profile.file(),
                profile.country(),
                profile.organization(),
                commonName,
                profile.dnsNames(),
                profile.validityDays(),
                keyIdentifiers);
        return new BouncyCastleIssuer(settings, clock, RANDOM)
                .issue((RSAPublicKey) PAIR.getPublic(), TestingPipeline::sign);
    }

    private static byte[] sign(byte[] toBeSigned) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(PAIR.getPrivate());
            signature.update(toBeSigned);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
