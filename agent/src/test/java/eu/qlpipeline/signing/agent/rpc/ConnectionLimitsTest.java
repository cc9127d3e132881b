package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.admission.Admission;
import eu.qlpipeline.signing.agent.audit.Unrecorded;
import eu.qlpipeline.signing.agent.audit.receipt.Receipts;
import eu.qlpipeline.signing.agent.generation.GenerationFactory;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.key.KeySettings;
import eu.qlpipeline.signing.agent.pkcs11.PinSource;
import eu.qlpipeline.signing.agent.pkcs11.TokenSettings;
import eu.qlpipeline.signing.agent.pkcs11.selection.TokenSelector;
import eu.qlpipeline.signing.agent.policy.Authorizer;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.Entrance;
import eu.qlpipeline.signing.agent.rpc.connection.ServerKeys;
import eu.qlpipeline.signing.agent.signing.Demand;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.signing.token.SessionGate;
import eu.qlpipeline.signing.agent.signing.token.TokenSigner;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one connection may take, each limit met over a real socket. */
class ConnectionLimitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration KEEP_ALIVE_OF_GRPC = Duration.ofSeconds(10);
    private static final TestingPeer SERVER = TestingPeer.make("agent");
    private static final TestingPeer CALLER = TestingPeer.make("caller");

    private final LivePolicy policy = new LivePolicy(Clock.systemUTC());
    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private final TokenSupervisor supervisor = new TokenSupervisor(
            new GenerationFactory(
                    new TokenSettings(
                            Path.of("none.so"),
                            new TokenSelector.ByLabel("none"),
                            new PinSource.Prompt(),
                            Path.of("none")),
                    new KeySettings(KeySettings.DEFAULT_LABEL, KeySettings.DEFAULT_ID),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    watch),
            watch,
            why -> {});
    private final SigningService signing = new SigningService(
            new SigningSettings(1, 16, 16),
            new Authorizer(),
            new SigningService.Token(new TokenSigner(supervisor, new SessionGate(1)), watch),
            new Unrecorded(),
            new Demand.Freshness(Clock.systemUTC(), new SecureRandom()));
    private @Nullable AgentServer server;

    private int serve(ConnectionLimits limits) {
        policy.publish(CallerRegistry.of(List.of(new Caller(
                "caller",
                SpkiFingerprint.of(CALLER.certificate()),
                Set.of(PurposeKind.RAW_CHALLENGE),
                List.of(),
                true))));
        ServerKeys keys = new ServerKeys();
        keys.show(SERVER.certificate(), SERVER.keys().getPrivate());
        AgentServer prepared = AgentServer.prepare(
                new ServerSettings("127.0.0.1", 0, Path.of("c"), Path.of("k"), false, Duration.ZERO),
                new Entrance(keys, policy, limits),
                new AgentServer.Served(
                        supervisor,
                        new Admission(signing, System::nanoTime),
                        Receipts.NONE,
                        new AgentStatus(supervisor, List.of(), Clock.systemUTC())));
        server = prepared;
        prepared.start();
        return prepared.port();
    }

    private static ManagedChannel connect(int port) throws Exception {
        return CALLER.channel(port, SERVER.certificate());
    }

    /** Whether a call gets through to the service, which has no token to tell of. */
    private static boolean served(ManagedChannel channel) {
        return description(channel, PATIENCE).contains("TOKEN_ABSENT");
    }

    private static String description(ManagedChannel channel, Duration deadline) {
        try {
            return SigningAgentGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .getCertificate(GetCertificateRequest.getDefaultInstance())
                    .toString();
        } catch (StatusRuntimeException e) {
            return e.getStatus().toString();
        }
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        signing.close();
        supervisor.close();
        watch.close();
    }

    @Test
    void aHandshakeThatNeverEndsIsEnded() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, LONG, LONG, LONG, LONG, SHORT));
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            silent.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anOldConnectionIsAskedToGo() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, SHORT, LONG, LONG, LONG, LONG));
        try (var old = CALLER.socket(port, SERVER.certificate())) {
            assertThat(TestingPeer.awaitGoAway(old)).isEqualTo("0 max_age");
        }
    }

    @Test
    void anOpenCallOfAnOldConnectionEndsWithTheGrace() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, SHORT, SHORT, LONG, LONG, LONG));
        ManagedChannel channel = connect(port);
        try {
            var listening = new Listening();
            var unused = SigningAgentGrpc.newStub(channel).signChallenges(listening);
            assertThat(listening.end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).getCode())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void anIdleConnectionIsAskedToGo() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, LONG, LONG, SHORT, LONG, LONG));
        try (var idle = CALLER.socket(port, SERVER.certificate())) {
            assertThat(TestingPeer.awaitGoAway(idle)).isEqualTo("0 max_idle");
        }
    }

    @Test
    void whoPingsTooOftenIsSentAway() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, LONG, LONG, LONG, LONG, LONG));
        try (var nervous = CALLER.socket(port, SERVER.certificate())) {
            for (int i = 0; i < 10; i++) {
                TestingPeer.ping(nervous);
            }
            assertThat(TestingPeer.awaitGoAway(nervous)).isEqualTo("11 too_many_pings");
        }
    }

    @Test
    void whoPingsAsOftenAsItMayIsAnsweredWithoutACallToo() throws Exception {
        int port = serve(new ConnectionLimits(9, 9, LONG, LONG, LONG, Duration.ZERO, LONG));
        try (var calm = CALLER.socket(port, SERVER.certificate())) {
            for (int i = 0; i < 10; i++) {
                TestingPeer.ping(calm);
                TestingPeer.awaitPong(calm);
            }
        }
    }

    @Test
    void theKeepAliveOfGrpcAndAQueueFullOfCallsAreAllowed() {
        assertThat(ConnectionLimits.STANDARD.ping()).isLessThan(KEEP_ALIVE_OF_GRPC);
        assertThat(ConnectionLimits.STANDARD.streams()).isEqualTo(SigningSettings.DEFAULT_QUEUE_LIMIT);
    }

    @Test
    void aCallerHasNoMoreConnectionsThanItMay() throws Exception {
        int port = serve(new ConnectionLimits(2, 9, LONG, LONG, LONG, LONG, LONG));
        ManagedChannel first = connect(port);
        ManagedChannel second = connect(port);
        ManagedChannel third = connect(port);
        try {
            assertThat(served(first)).isTrue();
            assertThat(served(second)).isTrue();
            assertThat(description(third, PATIENCE)).containsAnyOf("CONCURRENCY_LIMITED", "UNAVAILABLE");
            assertThat(served(first)).isTrue();
            assertThat(served(second)).isTrue();
            second.shutdownNow();
            await().atMost(PATIENCE).until(() -> served(third));
        } finally {
            List.of(first, second, third).forEach(ManagedChannel::shutdownNow);
        }
    }

    @Test
    void aConnectionHasNoMoreCallsThanItMay() throws Exception {
        int port = serve(new ConnectionLimits(9, 1, LONG, LONG, LONG, LONG, LONG));
        ManagedChannel channel = connect(port);
        try {
            // The limit is known to the caller once it has heard from the agent.
            assertThat(served(channel)).isTrue();
            var open = SigningAgentGrpc.newStub(channel).signChallenges(new Listening());
            assertThat(description(channel, SHORT)).contains("DEADLINE_EXCEEDED");
            open.onCompleted();
            await().atMost(PATIENCE).until(() -> served(channel));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aMessageOrMetadataThatIsTooLargeIsRefusedAndTheConnectionGoesOn() throws Exception {
        int port = serve(ConnectionLimits.STANDARD);
        ManagedChannel channel = connect(port);
        try {
            var stub =
                    SigningAgentGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            var large = RawChallenge.newBuilder().setChallenge(ByteString.copyFrom(new byte[33 * 1024]));
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> stub.signChallenge(
                            SignChallengeRequest.newBuilder().setRaw(large).build()))
                    .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));

            var metadata = new Metadata();
            metadata.put(Metadata.Key.of("much", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(9 * 1024));
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                            .getCertificate(GetCertificateRequest.getDefaultInstance()))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("TOKEN_ABSENT"));
            assertThat(served(channel)).isTrue();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void whoIsRemovedIsDisconnected() throws Exception {
        int port = serve(ConnectionLimits.STANDARD);
        try (var open = CALLER.socket(port, SERVER.certificate())) {
            // An answer comes after the agent has looked at the certificate, the end of the handshake before.
            TestingPeer.ping(open);
            TestingPeer.awaitPong(open);
            policy.publish(CallerRegistry.of(List.of()));
            assertThat(TestingPeer.awaitGoAway(open)).startsWith("0 ");
        }
    }

    private static final class Listening implements StreamObserver<SignChallengesResponse> {

        private final CompletableFuture<Status> end = new CompletableFuture<>();

        @Override
        public void onNext(SignChallengesResponse response) {}

        @Override
        public void onError(Throwable error) {
            end.complete(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }
    }
}
