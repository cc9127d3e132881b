package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.contract.TestingClock;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A connection ends with the certificate that it was opened with. */
class CertificateEndTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofHours(9);

    @Test
    void anOpenConnectionEndsWhenItsCertificateDoes() throws Exception {
        TestingPeer identity = TestingPeer.make("agent");
        TestingPeer caller = TestingPeer.make("caller");
        var clock = new TestingClock(Instant.now());
        try (var server = new TestingServer(caller, identity, clock)) {
            int port = server.serve(
                    new ConnectionLimits(9, 9, 99, LONG, LONG, LONG, LONG, LONG, PATIENCE), SharedLimits.STANDARD);
            ManagedChannel channel = caller.channel(port, identity.certificate());
            try {
                assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(() -> SigningAgentGrpc.newBlockingStub(channel)
                                .getCertificate(GetCertificateRequest.getDefaultInstance()))
                        .withMessageContaining("TOKEN_ABSENT");
                var ended = new CompletableFuture<Void>();
                channel.notifyWhenStateChanged(ConnectivityState.READY, () -> ended.complete(null));
                server.policy().expire();
                assertThat(channel.getState(false)).isEqualTo(ConnectivityState.READY);

                clock.advance(Duration.ofHours(2));
                server.policy().expire();
                assertThat(ended).succeedsWithin(PATIENCE);
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
