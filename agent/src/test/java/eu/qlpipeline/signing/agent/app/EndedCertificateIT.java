package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogVerifier;
import eu.qlpipeline.signing.agent.certificate.CertificateFile;
import eu.qlpipeline.signing.agent.certificate.CertificateIssuers;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.config.ConfigLoader;
import eu.qlpipeline.signing.agent.config.ConfigRequest;
import eu.qlpipeline.signing.agent.files.CertificateEncoding;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import eu.qlpipeline.signing.agent.softhsm.FaultModule;
import eu.qlpipeline.signing.agent.softhsm.SoftHsm;
import eu.qlpipeline.signing.contract.RawChallenge;
import eu.qlpipeline.signing.contract.TestingClock;
import eu.qlpipeline.signing.contract.codec.ChallengeCodec;
import eu.qlpipeline.signing.v1.BoundChallenge;
import eu.qlpipeline.signing.v1.ChannelBindingType;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signing key's certificate ends while the agent serves. */
class EndedCertificateIT {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAST_THE_END = Duration.ofMinutes(20);

    @TempDir
    private Path directory;

    private final Instant now = Instant.now();
    private final TestingClock clock = new TestingClock(now);
    private final TestingPeer server = TestingPeer.make("agent");
    private final TestingPeer caller = TestingPeer.make("provider-a");
    private FaultModule faults;
    private AgentSettings settings;

    @BeforeEach
    void makeAKeyWhoseCertificateEndsSoon() throws Exception {
        SoftHsm hsm = SoftHsm.empty().with("main");
        faults = FaultModule.over(hsm);
        server.write(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        Path providers = Files.createDirectory(directory.resolve("providers"));
        Files.writeString(providers.resolve("a.crt"), CertificateEncoding.pem(caller.certificate()));
        Files.writeString(providers.resolve("a.yaml"), "certificate: a.crt\npurposes: [raw-challenge]\n");
        List<String> flags = List.of(
                "token.module=" + faults.through(hsm.settings("main")).module(),
                "token.label=main",
                "token.pin.file=" + hsm.directory().resolve("pin"),
                "supervision.keep-alive-seconds=86400",
                "certificate.validity-days=1",
                "audit.checkpoint-records=1",
                "server.port=0",
                "server.certificate=" + directory.resolve("tls.crt"),
                "server.key=" + directory.resolve("tls.key"));
        settings = ConfigLoader.load(new ConfigRequest(Optional.empty(), flags, Map.of(), directory))
                .settings();
        Clock birth = Clock.fixed(now.minus(Duration.ofDays(1)).plus(Duration.ofMinutes(10)), ZoneOffset.UTC);
        new Initialization(
                        settings.token(),
                        settings.key(),
                        CertificateIssuers.create(settings.certificate(), birth, RANDOM),
                        step -> {})
                .create(settings.certificate().file());
    }

    @Test
    void theLogIsSignedToItsEndAllTheSame() throws Exception {
        try (AgentAssembly agent = AgentAssembly.start(settings, clock, why -> {})) {
            ManagedChannel channel = caller.channel(agent.port(), server.certificate());
            try {
                sign(channel);

                clock.advance(PAST_THE_END);
                await().until(() -> isEnded(channel));
                assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(() -> sign(channel))
                        .withMessageContaining("CERTIFICATE_NOT_VALID_NOW");

                // The clock was wrong.
                clock.advance(PAST_THE_END.negated());
                await().until(() -> !isEnded(channel));
                sign(channel);
                assertThat(status(channel).getGeneration()).isEqualTo(1);

                clock.advance(PAST_THE_END);
                await().until(() -> isEnded(channel));
                faults.control("do close-sessions");
                askForWhatIsNotPermitted(channel);
                await().until(() -> status(channel).getGeneration() > 1);
                assertThat(isEnded(channel)).isTrue();
            } finally {
                channel.shutdownNow();
            }
        }
        Path log = settings.audit().directory();
        // Two signatures, and what was denied.
        assertThat(TestingAudit.read(log)).hasSizeGreaterThanOrEqualTo(6);
        X509Certificate certificate =
                CertificateFile.read("certificate", settings.certificate().file());
        assertThat(LogVerifier.of(List.of(certificate))
                        .verify(new LogDirectory(log), Optional.empty(), false)
                        .findings())
                .isEmpty();
    }

    private static boolean isEnded(ManagedChannel channel) {
        return status(channel).getConditionsList().stream()
                .anyMatch(condition -> condition.getKind() == Condition.Kind.KIND_CERTIFICATE_NOT_VALID);
    }

    private static DescribeStatusResponse status(ManagedChannel channel) {
        return stub(channel).describeStatus(DescribeStatusRequest.getDefaultInstance());
    }

    private static void sign(ManagedChannel channel) {
        SignChallengeResponse answer = stub(channel).signChallenge(ChallengeCodec.encode(RawChallenge.random(RANDOM)));
        assertThat(answer.hasRaw()).isTrue();
    }

    private static void askForWhatIsNotPermitted(ManagedChannel channel) {
        var request = SignChallengeRequest.newBuilder()
                .setBound(BoundChallenge.newBuilder()
                        .setVerifierNonce(ByteString.copyFrom(new byte[32]))
                        .setChannelBindingType(ChannelBindingType.CHANNEL_BINDING_TYPE_NONE))
                .build();
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> stub(channel).signChallenge(request))
                .withMessageContaining("PERMISSION_DENIED");
    }

    private static SigningAgentGrpc.SigningAgentBlockingStub stub(ManagedChannel channel) {
        return SigningAgentGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
