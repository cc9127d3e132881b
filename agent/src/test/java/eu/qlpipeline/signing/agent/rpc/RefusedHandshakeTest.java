package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.policy.LivePolicy.Refusal;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.PinnedCallers;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import eu.qlpipeline.signing.contract.TestingClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever is turned away in the handshake learns nothing of why; the operator does. */
class RefusedHandshakeTest {

    private static final Duration LONGER_THAN_A_CERTIFICATE = Duration.ofHours(2);

    private final TestingPeer identity = TestingPeer.make("agent");
    private final TestingPeer caller = TestingPeer.make("caller");
    private final TestingClock clock = new TestingClock(Instant.now());
    private final TestingServer server = new TestingServer(caller, identity, clock);
    private final CapturedLog log = CapturedLog.of(PinnedCallers.class.getName());
    private final int port = server.serve(ConnectionLimits.STANDARD, SharedLimits.STANDARD);

    @AfterEach
    void close() {
        log.close();
        server.close();
    }

    private void refused(TestingPeer client) {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            try (SSLSocket socket = client.socket(port, identity.certificate())) {
                // In TLS 1.3 the client is done before its certificate was looked at.
                socket.getInputStream().readAllBytes();
            }
        });
    }

    private static String key(TestingPeer client) {
        return "key " + SpkiFingerprint.of(client.certificate());
    }

    @Test
    void strangersHaveOneLineWithTheFingerprintOfTheFirstAndAllAreCounted() {
        TestingPeer stranger = TestingPeer.make("stranger");
        refused(stranger);
        refused(TestingPeer.make("stranger"));

        assertThat(log.lines())
                .containsExactly(
                        "WARNING handshake: refused, UNKNOWN: " + key(stranger) + " is not in the agent's policy");
        assertThat(server.refused(Refusal.UNKNOWN)).isEqualTo(2);
        assertThat(server.refused(Refusal.EXPIRED)).isZero();
    }

    @Test
    void aStrangerHidesNoCaller() {
        refused(TestingPeer.make("stranger"));
        clock.advance(LONGER_THAN_A_CERTIFICATE);
        refused(caller);

        assertThat(log.lines())
                .last()
                .isEqualTo("WARNING handshake: refused, EXPIRED: " + key(caller)
                        + " of caller, the certificate ended at "
                        + caller.certificate().getNotAfter().toInstant());
        assertThat(server.refused(Refusal.EXPIRED)).isEqualTo(1);
    }

    @Test
    void aCertificateThatHasYetToBeginIsSaid() {
        clock.advance(LONGER_THAN_A_CERTIFICATE.negated());
        refused(caller);

        assertThat(log.lines())
                .containsExactly("WARNING handshake: refused, NOT_YET_VALID: " + key(caller)
                        + " of caller, the certificate begins at "
                        + caller.certificate().getNotBefore().toInstant());
        assertThat(server.refused(Refusal.NOT_YET_VALID)).isEqualTo(1);
    }

    @Test
    void aCallerPastItsEndIsSaid() {
        Caller known = TestingServer.caller("caller", caller);
        server.policy()
                .publish(CallerRegistry.of(List.of(new Caller(
                        known.name(),
                        known.identity(),
                        known.purposes(),
                        known.audiences(),
                        known.allowBatch(),
                        known.challengeLimits(),
                        known.tlsLimits(),
                        Optional.of(clock.instant())))));
        refused(caller);

        assertThat(log.lines())
                .containsExactly(
                        "WARNING handshake: refused, ENDED: " + key(caller) + " of caller, whose valid-until is over");
        assertThat(server.refused(Refusal.ENDED)).isEqualTo(1);
    }
}
