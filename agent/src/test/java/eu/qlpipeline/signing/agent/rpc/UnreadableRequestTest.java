package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.telemetry.CapturedLog;
import eu.qlpipeline.signing.contract.audit.Digest;
import eu.qlpipeline.signing.contract.audit.ReceiptQuery;
import eu.qlpipeline.signing.contract.codec.ReceiptCodec;
import eu.qlpipeline.signing.v1.BoundChallenge;
import eu.qlpipeline.signing.v1.GetReceiptRequest;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no request of the method they are sent to. Alone, for it asks that nothing at all of gRPC logs. */
@Isolated
class UnreadableRequestTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");
    private static final byte[] NO_MESSAGE = {(byte) 0xff, (byte) 0xff};

    /** More than a message may have, short on the wire where it is compressed, and itself no message. */
    private static final byte[] LARGE = new byte[64 * 1024];

    private final TestingServer server = new TestingServer(CALLER, SERVER);
    private ManagedChannel channel;

    @BeforeEach
    void serve() throws Exception {
        int port = server.serve(ConnectionLimits.STANDARD, SharedLimits.STANDARD);
        channel = CALLER.channel(port, SERVER.certificate());
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    private static Stream<MethodDescriptor<?, ?>> methods() {
        return Stream.of(
                        SigningAgentGrpc.getServiceDescriptor(),
                        HealthGrpc.getServiceDescriptor(),
                        ServerReflectionGrpc.getServiceDescriptor())
                .flatMap(service -> service.getMethods().stream());
    }

    /** Bytes as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A call whose requests are bytes. */
    private final class Call extends ClientCall.Listener<byte[]> {

        private final CompletableFuture<Status> end = new CompletableFuture<>();
        private final ClientCall<byte[], byte[]> call;

        Call(MethodDescriptor<?, ?> method, CallOptions options) {
            call = channel.newCall(method.toBuilder(new Bytes(), new Bytes()).build(), options);
            call.start(this, new Metadata());
            call.setMessageCompression(options.getCompressor() != null);
            call.request(9);
        }

        Call send(byte[] request) {
            call.sendMessage(request);
            return this;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status);
        }

        Status end() throws Exception {
            return end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Status end(MethodDescriptor<?, ?> method, CallOptions options, byte[] request) throws Exception {
        Call call = new Call(method, options).send(request);
        call.call.halfClose();
        return call.end();
    }

    private void assertRefused(MethodDescriptor<?, ?> method, CallOptions options, byte[] request) throws Exception {
        Status end = end(method, options, request);
        assertThat(end.getCode()).as(method.getFullMethodName()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(end.getDescription())
                .isEqualTo("REASON_CHALLENGE_MISSING: request: bytes that are no request of "
                        + method.getFullMethodName() + " (expected: its message of protocol buffers)");
    }

    @Test
    void areRefusedAsWhatTheyAreAndNothingElseOfTheConnectionSuffers() throws Exception {
        try (CapturedLog log = CapturedLog.of("eu.qlpipeline.signing.agent.rpc");
                CapturedLog grpc = CapturedLog.of("io.grpc")) {
            Call open = new Call(SigningAgentGrpc.getSignChallengesMethod(), CallOptions.DEFAULT);
            for (MethodDescriptor<?, ?> method : methods().toList()) {
                for (int again = 0; again < 3; again++) {
                    assertRefused(method, CallOptions.DEFAULT, NO_MESSAGE);
                }
                assertRefused(method, CallOptions.DEFAULT.withCompression("gzip"), NO_MESSAGE);
                assertRefused(method, CallOptions.DEFAULT.withCompression("gzip"), LARGE);
            }
            assertThat(end(SigningAgentGrpc.getGetCertificateMethod(), CallOptions.DEFAULT, new byte[0])
                            .getDescription())
                    .startsWith("REASON_TOKEN_ABSENT");
            assertThat(open.end).isNotDone();
            assertThat(log.lines()).singleElement().asString().startsWith("WARNING calls: caller sent ");
            assertThat(grpc.lines()).isEmpty();
        }
    }

    @Test
    void messagesThatAreTooLargeAreNoneOfThemWhereTheyComeCompressed() throws Exception {
        byte[] large = UnknownFieldSet.newBuilder()
                .addField(
                        9,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(LARGE))
                                .build())
                .build()
                .toByteArray();
        try (CapturedLog log = CapturedLog.of("eu.qlpipeline.signing.agent.rpc");
                CapturedLog grpc = CapturedLog.of("io.grpc")) {
            for (MethodDescriptor<?, ?> method : methods().toList()) {
                assertThat(end(method, CallOptions.DEFAULT.withCompression("gzip"), large)
                                .getCode())
                        .as(method.getFullMethodName())
                        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            }
            assertThat(log.lines()).isEmpty();
            assertThat(grpc.lines()).isEmpty();
            assertThat(server.undecodable()).isEmpty();
        }
    }

    @Test
    void challengesThatDoNotFitIntoAMessageEndTheirStreamAsSuch() throws Exception {
        NumberedChallenge challenge = NumberedChallenge.newBuilder()
                .setChallenge(SignChallengeRequest.newBuilder()
                        .setBound(BoundChallenge.newBuilder()
                                .setVerifierNonce(ByteString.copyFrom(new byte[32]))
                                .setAudience("a".repeat(200))))
                .build();
        byte[] message = SignChallengesRequest.newBuilder()
                .addAllChallenges(Collections.nCopies(256, challenge))
                .build()
                .toByteArray();
        Status end =
                end(SigningAgentGrpc.getSignChallengesMethod(), CallOptions.DEFAULT.withCompression("gzip"), message);
        assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(end.getDescription()).startsWith("request: ");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE})
    void ofAReceiptMayHaveNoTimeThatNoAnswerCanHave(long millis) throws Exception {
        GetReceiptRequest request =
                ReceiptCodec.encode(new ReceiptQuery(Digest.of(new byte[0]), Digest.of(new byte[1]), 0)).toBuilder()
                        .setAnsweredAtMs(millis)
                        .build();
        Status end = end(SigningAgentGrpc.getGetReceiptMethod(), CallOptions.DEFAULT, request.toByteArray());
        assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(end.getDescription())
                .isEqualTo("REASON_CHALLENGE_MISSING: answered at: " + millis + " (expected: 0 to 253402300799999)");
    }

    @Test
    void endAStreamAlsoAfterRequestsOfIt() throws Exception {
        Call stream = new Call(SigningAgentGrpc.getSignChallengesMethod(), CallOptions.DEFAULT);
        // A message with one challenge without a kind, which is answered, and the stream goes on.
        stream.send(new byte[] {0x0a, 0x00}).send(NO_MESSAGE).send(new byte[] {0x0a, 0x00});

        assertThat(stream.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void areCountedWhereASignatureWasAskedFor() throws Exception {
        for (MethodDescriptor<?, ?> method : methods().toList()) {
            assertRefused(method, CallOptions.DEFAULT, NO_MESSAGE);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.undecodable())
                        .containsExactlyElementsOf(List.of(
                                ReasonCode.CHALLENGE_MISSING,
                                ReasonCode.CHALLENGE_MISSING,
                                ReasonCode.CHALLENGE_MISSING)));
    }
}
