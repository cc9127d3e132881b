package eu.qlpipeline.signing.client;

import static eu.qlpipeline.signing.client.TestingProvider.ask;
import static eu.qlpipeline.signing.client.TestingProvider.connect;
import static eu.qlpipeline.signing.client.TestingProvider.failure;
import static eu.qlpipeline.signing.client.TestingProvider.gathering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Any;
import eu.qlpipeline.signing.client.bound.BoundVerified;
import eu.qlpipeline.signing.client.bound.BoundVerifier;
import eu.qlpipeline.signing.contract.Audience;
import eu.qlpipeline.signing.v1.Reason;
import eu.qlpipeline.signing.v1.Rejection;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusals whose details say nothing: what counts is gRPC's own status. */
class RefusalDetailsTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final int ASKED = 3;
    private static final X509Certificate CERTIFICATE = TestingCertificates.pipeline(TestingKeys.signer());

    @TempDir
    private Path directory;

    private BoundVerifier verifier;

    @BeforeEach
    void trust() throws Exception {
        var audience = new Audience("provider-a.example");
        verifier = new BoundVerifier(TestingProvider.trusting(directory, CERTIFICATE, audience), audience);
    }

    static Stream<Arguments> details() {
        byte[] ofAnotherCode = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.PERMISSION_DENIED.value())
                .addDetails(Any.pack(Rejection.newBuilder()
                        .setReason(Reason.REASON_CALLER_UNKNOWN)
                        .build()))
                .build()
                .toByteArray();
        return Stream.of(
                Arguments.of("no message", new byte[] {-1, -1, -1}), Arguments.of("of another code", ofAnotherCode));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("details")
    void aSingleCallFailsByItsStatus(String name, byte[] details) {
        try (var agent = TestingAgent.answering(request -> {
                    throw unavailable(details);
                });
                var client = connect(agent, AMPLE)) {
            assertThatExceptionOfType(AgentUnavailableException.class)
                    .isThrownBy(() -> client.verify(verifier))
                    .withMessage("agent " + agent.address() + ": UNAVAILABLE: proxy: no upstream");
            assertThat(failure(client.verifyAsync(verifier))).isInstanceOf(AgentUnavailableException.class);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("details")
    void everyChallengeOfAStreamFailsByItsStatus(String name, byte[] details) {
        try (var agent = TestingAgent.streaming(
                        gathering(ASKED, (message, replies) -> replies.onError(unavailable(details))));
                var client = connect(agent, AMPLE);
                var stream = client.stream(verifier)) {
            List<CompletableFuture<BoundVerified>> verdicts = ask(stream, ASKED);
            for (var verdict : verdicts) {
                assertThat(failure(verdict))
                        .isInstanceOf(AgentUnavailableException.class)
                        .hasMessageContaining("proxy: no upstream");
            }
        }
    }

    private static StatusRuntimeException unavailable(byte[] details) {
        var trailers = new Metadata();
        trailers.put(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER), details);
        return Status.UNAVAILABLE.withDescription("proxy: no upstream").asRuntimeException(trailers);
    }
}
