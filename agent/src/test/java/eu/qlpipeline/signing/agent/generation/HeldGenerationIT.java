package eu.qlpipeline.signing.agent.generation;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.app.Initialization;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.certificate.ServedCertificate;
import eu.qlpipeline.signing.agent.certificate.TestingProfile;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.TestingClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A generation whose certificate ended while nobody could look: it signs for the agent itself alone. */
class HeldGenerationIT {

    private static final KeySettings KEY = new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant BIRTH = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration PAST_THE_END = Duration.ofDays(3651);

    private static TokenSettings token;

    private final TestingClock clock = new TestingClock(BIRTH);
    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private TokenSupervisor supervisor;

    @BeforeAll
    static void makesOneKey() {
        SoftHsm hsm = SoftHsm.empty().with("main");
        token = hsm.settings("main");
        var issuer = CertificateIssuers.create(TestingProfile.DEFAULT, new TestingClock(BIRTH), RANDOM);
        new Initialization(token, KEY, issuer, step -> {})
                .create(hsm.directory().resolve("ql-pipeline.crt"));
    }

    @BeforeEach
    void start() {
        var factory = new GenerationFactory(token, KEY, new ServedCertificate(clock), RANDOM, watch);
        supervisor = new TokenSupervisor(factory, watch, why -> {}, clock);
        supervisor.startOrWait();
        assertThat(supervisor.state()).isEqualTo(TokenState.SERVING);
    }

    @AfterEach
    void stop() {
        supervisor.close();
        watch.close();
    }

    @Test
    void aTokenThatIsBackFromAHangServesNoCertificateThatEndedInIt() {
        supervisor.suspend(new AgentException(ReasonCode.TOKEN_HUNG, "token: hangs"));
        clock.advance(PAST_THE_END);

        supervisor.resume();

        assertIsHeld(1);
    }

    @Test
    void isHeldSinceItsCertificateWasSeenToHaveEnded() {
        var told = new AtomicInteger();
        supervisor.onChange(told::incrementAndGet);
        clock.advance(PAST_THE_END);
        supervisor.lookAtTime();
        Instant seen = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        supervisor.lookAtTime();

        assertThat(supervisor.standing().since()).isEqualTo(seen);
        assertThat(told).hasValue(1);
    }

    /** It has the records of the log to sign that it made. */
    @Test
    void isOpenedAnewWhereTheTokenLosesIt() {
        clock.advance(PAST_THE_END);
        supervisor.lookAtTime();
        assertIsHeld(1);
        Generation lost = supervisor.standing().signing();
        supervisor.lost(lost, new AgentException(ReasonCode.TOKEN_SESSION_LOST, "token: session lost"));

        assertThat(supervisor.awaitSuccessor(lost, Duration.ofMinutes(1))).isPresent();
        assertIsHeld(2);

        clock.advance(PAST_THE_END.negated());
        supervisor.lookAtTime();
        assertThat(supervisor.standing().serving().number()).isEqualTo(2);
    }

    private void assertIsHeld(int generation) {
        Standing now = supervisor.standing();
        assertThat(now.state()).isEqualTo(TokenState.LATCHED);
        assertThat(now.why().orElseThrow().reason()).isEqualTo(ReasonCode.CERTIFICATE_NOT_VALID_NOW);
        assertThat(now.signing().number()).isEqualTo(generation);
    }
}
