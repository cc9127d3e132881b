package eu.qlpipeline.signing.agent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.agent.audit.TestingAudit;
import eu.qlpipeline.signing.agent.audit.checkpoint.CheckpointStore;
import eu.qlpipeline.signing.agent.audit.segment.LogDirectory;
import eu.qlpipeline.signing.agent.audit.verify.LogFinding;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.softhsm.FaultModule;
import eu.qlpipeline.signing.agent.watch.CallWatch;
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
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signing key's certificate ends while the agent serves. */
class EndedCertificateIT {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ANOTHER_HANG = Duration.ofSeconds(3);

    @TempDir
    private Path directory;

    @Test
    void theLogIsSignedToItsEndAllTheSameAndALoginThatIsLostMeanwhileIsOpenedAnew() throws Exception {
        try (KeyThatEndsSoon key = KeyThatEndsSoon.in(directory)) {
            // So that neither is what sees to it.
            AgentSettings settings = key.settings("supervision.keep-alive-seconds=86400", "audit.checkpoint-records=1");
            var clock = new TestingClock(key.now());
            try (AgentAssembly agent = AgentAssembly.start(settings, clock, why -> {})) {
                ManagedChannel channel =
                        key.caller().channel(agent.port(), key.server().certificate());
                try {
                    untilItHasEnded(channel, clock, key.faults());
                } finally {
                    channel.shutdownNow();
                }
            }
            // Two signatures, and what was denied.
            assertThat(TestingAudit.read(settings.audit().directory())).hasSizeGreaterThanOrEqualTo(6);
            assertThat(key.findings(settings)).isEmpty();
        }
    }

    private static void untilItHasEnded(ManagedChannel channel, TestingClock clock, FaultModule faults) {
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
        faults.control("do close-sessions");
        askForWhatIsNotPermitted(channel);
        await().until(() -> status(channel).getGeneration() > 1);
        assertThat(isEnded(channel)).isTrue();
    }

    /** Another process could not be started any more, and would have nothing signed. */
    @Test
    void aTokenThatHangsThenIsWaitedForSoThatTheLogIsSignedAllTheSame() throws Exception {
        try (KeyThatEndsSoon key = KeyThatEndsSoon.in(directory)) {
            AgentSettings settings = key.settings(
                    "supervision.keep-alive-seconds=1", "supervision.hang-seconds=1", "supervision.hang-limit=2");
            var clock = new TestingClock(key.now());
            var halts = new ConcurrentLinkedQueue<AgentException>();
            try (AgentAssembly agent = AgentAssembly.start(settings, clock, halts::add)) {
                ManagedChannel channel =
                        key.caller().channel(agent.port(), key.server().certificate());
                try {
                    sign(channel);
                    clock.advance(KeyThatEndsSoon.PAST_THE_END);
                    await().until(() -> isEnded(channel));
                    hangToTheLimit(key.faults());
                    await().until(() -> status(channel).getConditionsList().stream()
                            .anyMatch(condition -> condition.getKind() == Condition.Kind.KIND_TOKEN_HUNG));
                    // The second may have begun too early to count.
                    await().during(ANOTHER_HANG).until(halts::isEmpty);

                    key.faults().control("# well");
                    await().until(() -> isEnded(channel));
                } finally {
                    channel.shutdownNow();
                }
            }
            assertThat(key.findings(settings)).isEmpty();
        }
    }

    private static void hangToTheLimit(FaultModule faults) {
        var lost = new CountDownLatch(1);
        Handler handler = new LogOf(line -> {
            if (line.contains("given up, 2 lost (hang-limit: 2)")) {
                lost.countDown();
            }
        });
        Logger logger = Logger.getLogger(CallWatch.class.getName());
        logger.addHandler(handler);
        try {
            faults.control("C_SignFinal hang always");
            await().until(() -> lost.getCount() == 0);
        } finally {
            logger.removeHandler(handler);
        }
    }

    private static final class LogOf extends Handler {

        private final Consumer<String> lines;

        LogOf(Consumer<String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord entry) {
            lines.accept(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** As docs/audit.md says. */
    @Test
    void whatAnAgentThatWasKilledLeftUnsignedTheNextKeyCoversAlone() throws Exception {
        try (KeyThatEndsSoon key = KeyThatEndsSoon.in(directory)) {
            AgentSettings settings = key.settings();
            var clock = new TestingClock(key.now());
            Path log = directory.resolve("left");
            try (AgentAssembly agent = AgentAssembly.start(settings, clock, why -> {})) {
                ManagedChannel channel =
                        key.caller().channel(agent.port(), key.server().certificate());
                try {
                    var checkpoints = new CheckpointStore(
                            new LogDirectory(settings.audit().directory()));
                    await().until(() -> checkpoints.newest().isPresent());
                    sign(channel);
                    copy(settings.audit().directory(), log);
                } finally {
                    channel.shutdownNow();
                }
            }
            clock.advance(KeyThatEndsSoon.PAST_THE_END);
            String itsLog = "audit.directory=" + log;
            AgentSettings left = key.settings(itsLog);
            assertThatExceptionOfType(AgentException.class)
                    .isThrownBy(() -> AgentAssembly.start(left, clock, why -> {}))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(ReasonCode.CERTIFICATE_NOT_VALID_NOW));
            assertThat(key.findings(left)).extracting(LogFinding::kind).containsExactly(LogFinding.Kind.TAIL_UNSIGNED);

            AgentSettings next = key.settings(
                    itsLog, "key.label=next", "key.id=02", "certificate.file=" + directory.resolve("next.crt"));
            KeyThatEndsSoon.initialise(next, clock);
            AgentAssembly.start(next, clock, why -> {}).close();
            assertThat(KeyThatEndsSoon.findings(left, List.of(settings, next))).isEmpty();
            assertThat(key.findings(left))
                    .extracting(LogFinding::kind)
                    .containsOnly(LogFinding.Kind.CHECKPOINT_FOREIGN);
        }
    }

    /** As a process leaves it that is killed: what it answered is on the disk. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
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
