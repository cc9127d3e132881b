package eu.qlpipeline.signing.agent.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.key.TokenKey;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sun.security.pkcs11.wrapper.CK_MECHANISM;
import sun.security.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;

class WrapperLoginIT {

    private static final KeySettings KEY = new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration LONG = Duration.ofMinutes(5);

    private static TokenSettings token;
    private static X509Certificate certificate;

    @BeforeAll
    static void makesOneKey() throws Exception {
        SoftHsm hsm = SoftHsm.empty().with("main");
        token = hsm.settings("main");
        Path file = hsm.directory().resolve("ql-pipeline.crt");
        new Initialization(
                        token,
                        KEY,
                        CertificateIssuers.create(TestingProfile.DEFAULT, Clock.systemUTC(), RANDOM),
                        step -> {})
                .create(file);
        try (var in = Files.newInputStream(file)) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static SigningLogin login() {
        Pkcs11Module module = Pkcs11Module.load(token);
        TokenSlot found = module.find(token.token());
        return SigningLogin.login(
                new TokenSlot(module, found.id(), found.token(), found.flags(), true, false),
                token,
                certificate,
                CkMechanism.CKM_SHA256_RSA_PKCS_PSS);
    }

    @Test
    void whoWaitedForASessionThatIsClosedDoesNotSignInTheNextOne() {
        SigningLogin first = login();
        CompletableFuture<Void> waiting;
        try (SigningLogin.Turn held = first.turn(LONG)) {
            requireSigns(held);
            waiting = CompletableFuture.runAsync(() -> signIn(first));
            first.close();
        }
        try (SigningLogin next = login();
                SigningLogin.Turn turn = next.turn(LONG)) {
            requireSigns(turn);

            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(waiting::join)
                    .withCauseInstanceOf(ProviderException.class)
                    .withMessageContaining("closed");
        }
    }

    @Test
    void whatIsLeftOfALoginThatWasGivenUpIsClosedWithoutLoggingOutTheNext() {
        SigningLogin givenUp = login();
        try (SigningLogin next = login();
                SigningLogin.Turn turn = next.turn(LONG)) {
            givenUp.abandon();
            requireSigns(turn);
        }
    }

    @Test
    void aSignatureLeavesNothingInNativeMemory() throws Exception {
        Pkcs11Module module = Pkcs11Module.load(token);
        var pss = new CK_MECHANISM(CkMechanism.CKM_SHA256_RSA_PKCS_PSS.code());
        pss.setParameter(new CK_RSA_PKCS_PSS_PARAMS("SHA-256", "MGF1", "SHA-256", 478));
        try (CkSession session = CkSession.login(module.find(token.token()), token, false)) {
            session.signPss(TokenKey.require(session, KEY).handle(), pss, new byte[32]);
        }

        assertThat(nativeCopy(pss)).isZero();
    }

    private static void signIn(SigningLogin login) {
        try (SigningLogin.Turn turn = login.turn(LONG)) {
            requireSigns(turn);
        }
    }

    private static void requireSigns(SigningLogin.Turn turn) {
        RawChallenge challenge = RawChallenge.random(RANDOM);
        try {
            SignatureVerifier.of(certificate).verify(challenge, turn.sign(challenge));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Where the wrapper keeps its copy; later JDKs keep none. */
    private static long nativeCopy(CK_MECHANISM mechanism) throws IllegalAccessException {
        for (var field : Arrays.asList(CK_MECHANISM.class.getDeclaredFields())) {
            if (field.getName().equals("pHandle")) {
                field.setAccessible(true);
                return field.getLong(mechanism);
            }
        }
        return 0;
    }
}
