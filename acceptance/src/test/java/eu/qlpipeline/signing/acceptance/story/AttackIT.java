package eu.qlpipeline.signing.acceptance.story;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.process.Outcome;
import eu.qlpipeline.signing.acceptance.provider.Provider;
import eu.qlpipeline.signing.acceptance.stage.Refusal;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.AnotherKey;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.acceptance.wire.Forger;
import eu.qlpipeline.signing.acceptance.wire.Impostor;
import eu.qlpipeline.signing.contract.RawChallenge;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** An attacker who has all of the agent but its signing key, its TLS key included, deceives no provider. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackIT {

    private static final int REJECTED = 1;

    private final SecureRandom random = new SecureRandom();
    private final AnotherKey attacker;
    private final AgentHome home;
    private final Provider provider;
    private final X509Certificate certificate;
    private final AgentProcess agent;

    AttackIT(Stage stage) {
        attacker = stage.attacker();
        home = stage.agent("agent");
        provider = stage.provider("provider-a", home);
        certificate = AnotherKey.certificate(home.certificate());
        agent = stage.program(home).serve();
    }

    @Test
    void randomBytesAsSignature() {
        assertRejected(certificate, challenge -> noise(512), "SIGNATURE_INVALID", "do not trust the peer");
    }

    @Test
    void aSignatureByAnotherKey() {
        assertRejected(certificate, attacker, "SIGNATURE_INVALID", "do not trust the peer");
    }

    @Test
    void aSignatureOverAnotherChallenge() {
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            assertRejected(
                    certificate,
                    challenge -> caller.sign(RawChallenge.random(random).message()),
                    "SIGNATURE_INVALID",
                    "do not trust the peer");
        }
    }

    @Test
    void aReplayedAnswer() {
        byte[] first;
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls())) {
            first = caller.sign(RawChallenge.random(random).message());
        }
        for (int i = 0; i < 2; i++) {
            assertRejected(certificate, challenge -> first, "SIGNATURE_INVALID", "do not trust the peer");
        }
    }

    @Test
    void aCertificateThatIsNotInTheStore() {
        assertRejected(attacker.certificate(), attacker, "CERTIFICATE_NOT_TRUSTED", "if QL-Pipeline confirms");
    }

    @Test
    void aSignatureThatIsTooShort() {
        assertRejected(certificate, challenge -> noise(511), "SIGNATURE_LENGTH", "its answer breaks the protocol");
    }

    /** Without this the others could be refused for any reason. */
    @Test
    void theAgentsOwnAnswerPassedOnIsARelayThatRawChallengesCannotStop() {
        try (var caller = new Caller(agent.address(), home.tls().certificate(), provider.tls());
                var relay = new Impostor(home.tls(), provider.tls().certificate(), certificate, caller::sign)) {
            Outcome verified = provider.verify(relay.address(), home.tls().certificate());
            assertThat(verified.exitCode()).as(verified::toString).isZero();
        }
    }

    private void assertRejected(X509Certificate presented, Forger forger, String reason, String hint) {
        try (var impostor = new Impostor(home.tls(), provider.tls().certificate(), presented, forger)) {
            Outcome outcome = provider.verify(impostor.address(), home.tls().certificate());
            assertThat(outcome.json().get("verified").getAsBoolean()).isFalse();
            assertThat(outcome.json().get("reason").getAsString()).isEqualTo(reason);
            Refusal.of(outcome, REJECTED).says("rejected: " + reason + ": ").hints(hint);
        }
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
