package eu.qlpipeline.signing.agent.kit;

import eu.qlpipeline.signing.agent.certificate.CertificateSettings;
import eu.qlpipeline.signing.agent.certificate.issuing.TestingIssuer;
import eu.qlpipeline.signing.contract.RsaKeys;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;

/** Certificates as {@code init} has them issued, for a key in software. */
final class TestingPipeline {

    private static final KeyPair PAIR = RsaKeys.generate(SignatureScheme.MODULUS_BITS);

    private TestingPipeline() {}

    /** A new one with the names that every pipeline has, made at the clock's time. */
    static X509Certificate certificate(boolean keyIdentifiers, Clock clock) {
        return certificate(keyIdentifiers, CertificateSettings.DEFAULT_COMMON_NAME, clock);
    }

    /** A new one with a name of its own. */
    static X509Certificate certificate(boolean keyIdentifiers, String commonName, Clock clock) {
        return TestingIssuer.issue(PAIR, keyIdentifiers, commonName, clock);
    }
}
