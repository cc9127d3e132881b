package eu.qlpipeline.signing.agent.pkcs11;

import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A token where others keep objects that SunPKCS11 does not take in. */
class SharedPartitionIT {

    private static final KeySettings KEY = new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long CKO_SECRET_KEY = 4;
    private static final long CKK_AES = 0x1F;
    private static final long CKC_X_509 = 0;

    private static TokenSettings token;
    private static X509Certificate certificate;

    @BeforeAll
    static void makesOneKey() throws Exception {
        SoftHsm hsm = SoftHsm.empty().with("shared");
        token = hsm.settings("shared");
        Path file = hsm.directory().resolve("ql-pipeline.crt");
        var issuer = CertificateIssuers.create(TestingProfile.DEFAULT, Clock.systemUTC(), RANDOM);
        new Initialization(token, KEY, issuer, step -> {}).create(file);
        try (var in = Files.newInputStream(file)) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void theObjectsOfOthersKeepNobodyFromSigning() {
        secretKey(1);
        secretKey(2);
        requireSigns();

        // SunPKCS11 comes upon this one before the keys.
        put(Map.of(
                CkAttribute.CKA_CLASS,
                CkObjectClass.CKO_CERTIFICATE.code(),
                CkAttribute.CKA_CERTIFICATE_TYPE,
                CKC_X_509,
                CkAttribute.CKA_TOKEN,
                true,
                CkAttribute.CKA_LABEL,
                "foreign".getBytes(StandardCharsets.US_ASCII),
                CkAttribute.CKA_ID,
                new byte[] {0x66},
                CkAttribute.CKA_SUBJECT,
                new byte[] {0x30, 0},
                CkAttribute.CKA_VALUE,
                "no certificate".getBytes(StandardCharsets.US_ASCII)));
        requireSigns();
    }

    private static void secretKey(int number) {
        put(Map.of(
                CkAttribute.CKA_CLASS,
                CKO_SECRET_KEY,
                CkAttribute.CKA_KEY_TYPE,
                CKK_AES,
                CkAttribute.CKA_TOKEN,
                true,
                CkAttribute.CKA_LABEL,
                "backup".getBytes(StandardCharsets.US_ASCII),
                CkAttribute.CKA_ID,
                new byte[] {(byte) number},
                CkAttribute.CKA_VALUE,
                new byte[32]));
    }

    private static void put(Map<CkAttribute, Object> template) {
        Pkcs11Module module = Pkcs11Module.load(token);
        try (CkSession session = CkSession.login(module.find(token.token()), token, true)) {
            session.create(template);
        }
    }

    /** Several at a time, as the token has several sessions. */
    private static void requireSigns() {
        Pkcs11Module module = Pkcs11Module.load(token);
        try (SigningLogin login = SigningLogin.login(
                        module.find(token.token()), token, certificate, CkMechanism.CKM_SHA256_RSA_PKCS_PSS);
                SigningLogin.Turn first = login.turn(PATIENCE);
                SigningLogin.Turn second = login.turn(PATIENCE)) {
            CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> sign(first));
            sign(second);
            beside.join();
            sign(second);
        }
    }

    private static void sign(SigningLogin.Turn turn) {
        RawChallenge challenge = RawChallenge.random(RANDOM);
        try {
            SignatureVerifier.of(certificate).verify(challenge, turn.sign(challenge));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
