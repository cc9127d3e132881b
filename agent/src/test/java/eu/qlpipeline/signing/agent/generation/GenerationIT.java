package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.app.Inspection;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuer;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeyAttributeProof;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.Pkcs11Module;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSlot;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.CertificateFingerprint;
import eu.qlpipeline.signing.contract.PssSignature;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GenerationIT {

    private static final KeySettings KEY = new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant BIRTH = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock NOW = Clock.fixed(BIRTH.plus(Duration.ofDays(1)), ZoneOffset.UTC);

    private static SoftHsm hsm;
    private static TokenSettings token;
    private static Path file;

    @BeforeAll
    static void makesOneKey() {
        hsm = SoftHsm.empty()
                .with("main")
                .with("twin")
                .with("twin")
                .with("empty")
                .with("guarded");
        token = hsm.settings("main");
        file = hsm.directory().resolve("ql-pipeline.crt");
        initialization(token).create(file);
    }

    private static Initialization initialization(TokenSettings settings) {
        CertificateIssuer issuer =
                CertificateIssuers.create(TestingProfile.DEFAULT, Clock.fixed(BIRTH, ZoneOffset.UTC), RANDOM);
        return new Initialization(settings, KEY, issuer, step -> {});
    }

    private static GenerationFactory factory(TokenSettings settings, Clock clock) {
        return new GenerationFactory(
                settings, KEY, new ServedCertificate(clock), RANDOM, new CallWatch(HangSettings.defaults()));
    }

    @Test
    void signsWithTheKeyInTheTokenAndVerifies() throws Exception {
        try (Generation generation = factory(token, NOW).open(1)) {
            RawChallenge challenge = RawChallenge.random(RANDOM);
            PssSignature signature = generation.sign(challenge);

            generation.identity().verifier().verify(challenge, signature);
            assertThat(generation.identity().fingerprint()).isEqualTo(CertificateFingerprint.of(certificateInFile()));
        }
    }

    @Test
    void aNewGenerationFollowsTheOldOne() throws Exception {
        factory(token, NOW).open(1).close();
        try (Generation second = factory(token, NOW).open(2)) {
            assertThat(second.sign(RawChallenge.random(RANDOM))).isNotNull();
        }
    }

    @Test
    void countsTheRefusalsSinceItLastSigned() throws Exception {
        try (Generation generation = factory(token, NOW).open(1)) {
            for (int times = 0; times < 3; times++) {
                assertThat(generation.countRefusal()).isFalse();
                assertThat(generation.countRefusal()).isFalse();
                generation.sign(RawChallenge.random(RANDOM));
            }
            assertThat(generation.countRefusal()).isFalse();
            assertThat(generation.countRefusal()).isFalse();
            assertThat(generation.countRefusal()).isTrue();
        }
    }

    @Test
    void everyAttributeIsReadBackAndTheKeyCannotBeExported() {
        KeyAttributeProof proof =
                Inspection.of(token, KEY, NOW, new ServedCertificate(NOW)).proof();

        assertThat(proof.results())
                .hasSize(20)
                .allSatisfy(result ->
                        assertThat(result.verdict()).as(result.name()).isEqualTo(KeyAttributeProof.Verdict.PASS));
        assertThat(proof.exportRefused()).isTrue();
        assertThat(proof.exportAnswer()).isEqualTo("CKR_ATTRIBUTE_SENSITIVE");
    }

    @Test
    void refusesToMakeASecondKey() {
        Path other = hsm.directory().resolve("second.crt");
        assertRefused(
                ReasonCode.KEY_UNUSABLE,
                "in the token already",
                () -> initialization(token).create(other));
        assertThat(other).doesNotExist();
    }

    @Test
    void resumeWritesTheFileThatIsMissing() throws Exception {
        Path again = hsm.directory().resolve("again.crt");
        initialization(token).resume(again, again);
        assertThat(Files.readString(again)).isEqualTo(Files.readString(file));
    }

    @Test
    void resumeRefusesWhereNothingWasBegun() {
        Path none = hsm.directory().resolve("none.crt");
        assertRefused(
                ReasonCode.KEY_UNUSABLE,
                "nothing to resume",
                () -> initialization(hsm.settings("empty")).resume(none, none));
    }

    @Test
    void refusesTwoTokensWithTheSameLabelAndListsThem() {
        assertRefused(
                ReasonCode.TOKEN_ABSENT,
                "token: 2 match",
                () -> factory(hsm.settings("twin"), NOW).open(1));
    }

    /** pkcs11-tool gives the PIN to the first that has the label. */
    @Test
    void whatIsTypedByHandNamesTheSlotWhereAnotherTokenHasTheSameLabel() {
        Pkcs11Module module = Pkcs11Module.load(token);
        String tool = "pkcs11-tool --module " + token.module();
        assertThat(module.find(token.token()).loginByHand())
                .isEqualTo(tool + " --token-label main --login --list-objects");

        List<TokenSlot> twins = serialsOfTwins().stream()
                .map(serial -> module.find(new TokenSelector.BySerial(serial)))
                .toList();
        assertThat(twins)
                .hasSize(2)
                .allSatisfy(twin -> assertThat(twin.loginByHand())
                        .isEqualTo(tool + " --slot " + twin.id() + " --login --list-objects # serial "
                                + twin.token().serial()));
    }

    private static List<String> serialsOfTwins() {
        AgentException both = catchThrowableOfType(
                AgentException.class, () -> Pkcs11Module.load(token).find(new TokenSelector.ByLabel("twin")));
        return Pattern.compile("serial ([0-9a-f]+)")
                .matcher(String.valueOf(both.getMessage()))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void refusesATokenThatIsNotThereAndListsWhatWasFound() {
        assertRefused(
                ReasonCode.TOKEN_ABSENT,
                "label main serial ",
                () -> factory(hsm.settings("absent"), NOW).open(1));
    }

    @Test
    void refusesAnEmptyToken() {
        assertRefused(
                ReasonCode.KEY_UNUSABLE,
                "key: none with label",
                () -> factory(hsm.settings("empty"), NOW).open(1));
    }

    @Test
    void refusesAWrongPinAndLogsInNoMoreUntilAPersonDid() {
        assertRefused(
                ReasonCode.PIN_REJECTED,
                "refused with CKR_PIN_INCORRECT on ",
                () -> factory(hsm.settingsWithWrongPin("guarded"), NOW).open(1));
        assertRefused(
                ReasonCode.PIN_REJECTED,
                "refused before, few tries left; not tried again",
                () -> factory(hsm.settings("guarded"), NOW).open(1));
    }

    @Test
    void refusesBeforeAndAfterTheCertificatesTime() {
        Clock early = Clock.fixed(BIRTH.minusSeconds(1), ZoneOffset.UTC);
        Clock late = Clock.fixed(BIRTH.plus(Duration.ofDays(3651)), ZoneOffset.UTC);

        assertRefused(
                ReasonCode.CERTIFICATE_NOT_VALID_NOW,
                "not valid before",
                () -> factory(token, early).open(1));
        assertRefused(
                ReasonCode.CERTIFICATE_NOT_VALID_NOW,
                "expired",
                () -> factory(token, late).open(1));
    }

    private static void assertRefused(ReasonCode reason, String message, Runnable attempt) {
        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(attempt::run)
                .withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .satisfies(refusal -> assertThat(refusal.hints()).isNotEmpty());
    }

    private static X509Certificate certificateInFile() throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
