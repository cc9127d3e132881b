package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.app.Inspection;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeyId;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.CkMechanism;
import eu.qlpipeline.signing.agent.pkcs11.CkSession;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.SigningLogin;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSlot;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.softhsm.FaultModule;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.SignatureScheme;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Set-up and service on a token whose library has oddities and failures of real HSMs: it had not learnt CKM_SHA256_RSA_PKCS_PSS
 * when its key was made, and its label, PIN and key are named in UTF-8.
 */
class FaultyTokenIT {

    private static final String OTHER = "other";
    private static final String LABEL = "Pr\u00fcf-Token";
    private static final KeySettings KEY = new KeySettings("schl\u00fcssel", KeyId.parse("01"));
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String WELL = "# well";

    private static SoftHsm hsm;
    private static FaultModule faults;
    private static TokenSettings token;

    @BeforeAll
    static void makesOneKey() {
        hsm = SoftHsm.empty().with(OTHER).with(LABEL);
        faults = FaultModule.over(hsm);
        token = faults.through(hsm.settings(LABEL));
        faults.control("C_GetMechanismInfo return CKR_MECHANISM_INVALID 1");
        make(KEY);
    }

    private static void make(KeySettings key) {
        new Initialization(
                        token,
                        key,
                        CertificateIssuers.create(TestingProfile.DEFAULT, Clock.systemUTC(), RANDOM),
                        step -> {})
                .create(hsm.directory().resolve(key.id() + ".crt"));
    }

    @AfterEach
    void isWellAgain() {
        faults.control(WELL);
        Pkcs11Module.forget(token.module());
    }

    private static Generation open(TokenSettings settings) {
        return factory(settings).open(1);
    }

    private static GenerationFactory factory(TokenSettings settings) {
        return new GenerationFactory(
                settings,
                KEY,
                new ServedCertificate(Clock.systemUTC()),
                RANDOM,
                new CallWatch(HangSettings.defaults()));
    }

    private static void requireSigns() throws Exception {
        try (Generation generation = open(token)) {
            RawChallenge challenge = RawChallenge.random(RANDOM);
            generation.identity().verifier().verify(challenge, generation.sign(challenge));
            assertThat(generation.offers(PurposeKind.RAW_CHALLENGE)).isTrue();
            assertThat(generation.identity().proof().mechanism()).isEqualTo(CkMechanism.CKM_RSA_PKCS_PSS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                WELL,
                "slot-xor 0x80000000",
                "slot-xor 0x2000000000000000",
                "slot-xor 0x8000000000000000",
                "C_Initialize return CKR_CANT_LOCK 1",
                "C_SignInit return CKR_ARGUMENTS_BAD 1",
                "C_SignInit return 0x80000141 1"
            })
    void signsAllTheSame(String oddity) throws Exception {
        faults.control(oddity);
        requireSigns();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C_GetMechanismInfo return CKR_DEVICE_ERROR 1",
                "C_GetMechanismInfo return CKR_SESSION_HANDLE_INVALID 1",
                "C_GetTokenInfo return CKR_DEVICE_ERROR 4",
                "C_SignInit return CKR_DEVICE_ERROR always"
            })
    void waitsForATokenThatDoesNotTell(String fault) throws Exception {
        faults.control(fault);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> open(token))
                .matches(RecoveryLadder::mayPass);

        faults.control(WELL);
        requireSigns();
    }

    @Test
    void aTokenThatTakesTheShortSaltAloneOffersNoRawChallenges() {
        faults.control("longest-salt 32");
        try (Generation generation = open(token)) {
            assertThat(generation.boundScheme()).isEqualTo(SignatureScheme.RSA4096_PSS_SHA256_SALT32);
            assertThat(generation.offers(PurposeKind.RAW_CHALLENGE)).isFalse();
            assertThat(generation.offers(PurposeKind.BOUND_CHALLENGE)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "longest-salt 31, SCHEME_UNSUPPORTED, a salt of 478 or 32 bytes: CKR_MECHANISM_PARAM_INVALID",
        "C_SignInit return CKR_PIN_EXPIRED always, PIN_REJECTED, the token does not sign: CKR_PIN_EXPIRED",
        "C_SignInit return CKR_DEVICE_ERROR always, TOKEN_FAILURE, a salt of 478 or 32 bytes: CKR_DEVICE_ERROR",
        // After these no other salt is tried.
        "C_SignInit return CKR_SESSION_CLOSED always, TOKEN_FAILURE, a salt of 478 bytes: CKR_SESSION_CLOSED",
        "C_SignInit return CKR_CRYPTOKI_NOT_INITIALIZED always, TOKEN_FAILURE, a salt of 478 bytes: CKR_CRYPTOKI_NOT",
        "C_Sign flip 1, SIGNATURE_INVALID, does not verify",
        "read-attribute CKA_EXTRACTABLE as true, KEY_UNUSABLE, CKA_EXTRACTABLE true (expected: false)"
    })
    void aTokenThatDoesNotSignOrShowsABadKeyIsNotServed(String fault, ReasonCode reason, String message)
            throws Exception {
        faults.control(fault);
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> open(token))
                .withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));

        faults.control(WELL);
        requireSigns();
    }

    /** Another process may have it initialise; but where it never did in this one, that would be no better. */
    @Test
    void aLibraryIsOverThatWasInitialisedAndIsNotAgain() {
        Pkcs11Module.forget(token.module());
        GenerationFactory factory = factory(token);
        faults.control("C_Initialize return CKR_GENERAL_ERROR always");
        assertThat(isOverAfterAnAttempt(factory)).isFalse();
        faults.control(WELL);
        assertThat(isOverAfterAnAttempt(factory)).isFalse();

        faults.control("C_Initialize return CKR_GENERAL_ERROR always");
        assertThat(isOverAfterAnAttempt(factory)).isTrue();
        faults.control(WELL);
        assertThat(isOverAfterAnAttempt(factory)).isFalse();
    }

    private static boolean isOverAfterAnAttempt(GenerationFactory factory) {
        factory.forgetLibrary();
        try {
            factory.open(1).close();
        } catch (AgentException e) {
            assertThat(e).hasMessageContaining("does not initialise: CKR_GENERAL_ERROR");
        }
        return factory.isLibraryOver();
    }

    @Test
    void loginsThatFailedKeepNoSession() throws Exception {
        String few = "sessions 4";
        faults.control(few, "C_SignInit return CKR_DEVICE_ERROR always");
        for (int attempts = 0; attempts < 6; attempts++) {
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> open(token))
                    .withMessageContaining("CKR_DEVICE_ERROR");
        }

        faults.control(few);
        requireSigns();
    }

    @Test
    void aTokenThatStumblesMakesNoKeyForTheLesserMechanism() {
        faults.control("C_GetMechanismInfo return CKR_DEVICE_ERROR 1");

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> make(new KeySettings("later", KeyId.parse("02"))))
                .withMessage("C_GetMechanismInfo CKM_SHA256_RSA_PKCS_PSS: CKR_DEVICE_ERROR")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.TOKEN_FAILURE));
    }

    @Test
    void anInspectionFindsNothingWrong() {
        Inspection inspection = Inspection.of(token, KEY, Clock.systemUTC(), new ServedCertificate(Clock.systemUTC()));

        assertThat(inspection.problems()).isEmpty();
        assertThat(inspection.token().label()).isEqualTo(LABEL);
    }

    @Test
    void aSlotThatFailsHidesNoTokenButItsOwn() {
        // Which slot is the first is for SoftHSM to choose.
        List<Optional<AgentException>> failures = Stream.of(OTHER, LABEL)
                .map(FaultyTokenIT::failureToFindWhereTheFirstSlotFails)
                .toList();

        assertThat(failures).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(failures.stream().flatMap(Optional::stream)).singleElement().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo(ReasonCode.TOKEN_UNREACHABLE);
            assertThat(failure).hasMessageContainingAll("serial ", "slot ", "CKR_TOKEN_NOT_RECOGNIZED");
        });
    }

    private static Optional<AgentException> failureToFindWhereTheFirstSlotFails(String label) {
        faults.control("C_GetTokenInfo return CKR_TOKEN_NOT_RECOGNIZED 1");
        try {
            Pkcs11Module.load(token).find(new TokenSelector.ByLabel(label));
            return Optional.empty();
        } catch (AgentException e) {
            return Optional.of(e);
        }
    }

    @Test
    @SuppressWarnings("MustBeClosedChecker") // nothing is opened
    void aTokenThatTookThePlaceOfOursIsNotGivenThePin() throws Exception {
        X509Certificate certificate;
        try (Generation generation = open(token)) {
            certificate = generation.identity().certificate();
        }
        Pkcs11Module module = Pkcs11Module.load(token);
        TokenSlot ours = module.find(token.token());
        TokenSlot theirs = module.find(new TokenSelector.ByLabel(OTHER));
        var moved = new TokenSlot(module, theirs.id(), ours.token(), ours.flags(), false, false);

        assertMoved(() -> CkSession.login(moved, token, false));
        assertMoved(() -> SigningLogin.login(moved, token, certificate, CkMechanism.CKM_RSA_PKCS_PSS));
        requireSigns();
    }

    private static void assertMoved(Supplier<AutoCloseable> login) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(login::get)
                .withMessageMatching("slot \\d+: label other serial .*which was there a moment ago\\)")
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(ReasonCode.TOKEN_FAILURE));
    }

    @Test
    void whatSunPkcs11DoesNotTakeIsNamed() {
        Path relative = Path.of("").toAbsolutePath().relativize(token.module());

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> open(new TokenSettings(relative, token.token(), token.pin(), token.latch(), "")))
                .withMessageContaining(relative + ": SunPKCS11 does not take its configuration: Absolute path required")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ReasonCode.CONFIGURATION));
        Pkcs11Module.forget(relative);
    }
}
