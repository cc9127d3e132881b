package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.config.AgentSettings;
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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signing key's certificate ends while the agent serves. */
class EndedCertificateIT {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void theLogIsSignedToItsEndAllTheSame() throws Exception {
        KeyThatEndsSoon key = KeyThatEndsSoon.in(directory);
        AgentSettings settings = key.settings();
        var clock = new TestingClock(key.now());
        try (AgentAssembly agent = AgentAssembly.start(settings, clock, why -> {})) {
            ManagedChannel channel =
                    key.caller().channel(agent.port(), key.server().certificate());
            try {
                sign(channel);

                clock.advance(KeyThatEndsSoon.PAST_THE_END);
                await().until(() -> isEnded(channel));
                assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(() -> sign(channel))
                        .withMessageContaining("CERTIFICATE_NOT_VALID_NOW");

                // The clock was wrong.
                clock.advance(KeyThatEndsSoon.PAST_THE_END.negated());
                await().until(() -> !isEnded(channel));
                sign(channel);
                assertThat(status(channel).getGeneration()).isEqualTo(1);

                clock.advance(KeyThatEndsSoon.PAST_THE_END);
                await().until(() -> isEnded(channel));
                askForWhatIsNotPermitted(channel);
            } finally {
                channel.shutdownNow();
            }
        }
        // Two signatures, and what was denied.
        assertThat(TestingAudit.read(settings.audit().directory())).hasSizeGreaterThanOrEqualTo(6);
        assertThat(key.findings(settings)).isEmpty();
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
