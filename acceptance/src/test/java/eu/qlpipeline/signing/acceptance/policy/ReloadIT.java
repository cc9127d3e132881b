package eu.qlpipeline.signing.acceptance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.acceptance.agent.AgentHome;
import eu.qlpipeline.signing.acceptance.agent.AgentProcess;
import eu.qlpipeline.signing.acceptance.identity.TlsIdentity;
import eu.qlpipeline.signing.acceptance.process.Program;
import eu.qlpipeline.signing.acceptance.stage.Stage;
import eu.qlpipeline.signing.acceptance.stage.StageExtension;
import eu.qlpipeline.signing.acceptance.wire.Caller;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeStatusRequest;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import eu.qlpipeline.signing.v1.GetCertificateRequest;
import eu.qlpipeline.signing.v1.NumberedChallenge;
import eu.qlpipeline.signing.v1.RawChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengesRequest;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The policy and the TLS files change under an agent that serves. */
@ExtendWith(StageExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A removal takes effect within it: the agent looks at its files four times as often. */
    private static final Duration PROMISED = Duration.ofSeconds(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Stage stage;

    ReloadIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aCallerThatIsAddedIsServedAndOneThatIsRemovedIsDisconnectedWithAllItsCalls() throws Exception {
        AgentHome home = stage.agent("removal");
        TlsIdentity staying = stage.identity("staying");
        TlsIdentity leaving = stage.identity("leaving");
        home.admit("staying", staying.certificate());
        AgentProcess agent = stage.program(home).serve();
        try (Caller stays = caller(agent, home, staying);
                Caller leaves = caller(agent, home, leaving)) {
            assertRefused(leaves, Status.Code.UNAVAILABLE);

            home.admit("leaving", leaving.certificate());
            await().atMost(PATIENCE).until(() -> signs(leaves));
            Load stayingLoad = Load.on(stays);
            Load leavingLoad = Load.on(leaves);
            await().atMost(PATIENCE).until(() -> leavingLoad.answered.get() > 3 && stayingLoad.answered.get() > 3);

            Files.delete(home.providers().resolve("leaving.yaml"));

            assertThat(leavingLoad
                            .end
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .getCode())
                    .isEqualTo(Status.Code.UNAUTHENTICATED);
            // A call may slip in between the end of the calls and that of the connection; a new connection never comes
            // about.
            await().atMost(PATIENCE).untilAsserted(() -> assertRefused(leaves, Status.Code.UNAVAILABLE));
            assertRefused(leaves, Status.Code.UNAVAILABLE);
            int before = stayingLoad.answered.get();
            await().atMost(PATIENCE).until(() -> stayingLoad.answered.get() > before + 3);
            assertThat(stayingLoad.end).isNotDone();
            stayingLoad.stop();
        }
    }

    @Test
    void callsAndConnectionOfACallerThatIsRemovedUnderLoadEndWithinASecond() throws Exception {
        AgentHome home = stage.agent("removal-in-time");
        TlsIdentity leaving = stage.identity("leaving-in-time");
        AgentProcess agent = stage.program(home).serve();
        var times = new ArrayList<Duration>();
        // A busy machine can delay one removal; the agent's own time is the least of some.
        for (int i = 0; i < 5 && times.stream().noneMatch(time -> time.compareTo(PROMISED) <= 0); i++) {
            home.admit("leaving", leaving.certificate());
            times.add(timeOfRemoval(agent, home, leaving));
        }
        assertThat(Collections.min(times)).isLessThanOrEqualTo(PROMISED);
    }

    /** From the removal of a caller under load to the end of its calls and of its connection. */
    private static Duration timeOfRemoval(AgentProcess agent, AgentHome home, TlsIdentity leaving) throws IOException {
        try (Caller leaves = caller(agent, home, leaving)) {
            await().atMost(PATIENCE).until(() -> signs(leaves));
            Load load = Load.on(leaves);
            await().atMost(PATIENCE).until(() -> load.answered.get() > 3);
            var disconnected = new CompletableFuture<Void>();
            leaves.channel().notifyWhenStateChanged(ConnectivityState.READY, () -> disconnected.complete(null));

            long removed = System.nanoTime();
            Files.delete(home.providers().resolve("leaving.yaml"));

            CompletableFuture<Void> ended = CompletableFuture.allOf(load.end, disconnected);
            assertThat(ended).succeedsWithin(PATIENCE);
            assertThat(load.end.join().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            return Duration.ofNanos(System.nanoTime() - removed);
        }
    }

    @Test
    void aDisabledCallerIsDisconnectedAndAnEnabledOneIsServedAgain() throws IOException {
        AgentHome home = stage.agent("disabling");
        TlsIdentity identity = stage.identity("on-and-off");
        home.admit("on-and-off", identity.certificate());
        AgentProcess agent = stage.program(home).serve();
        Path file = home.providers().resolve("on-and-off.yaml");
        String enabled = Files.readString(file);
        try (Caller caller = caller(agent, home, identity)) {
            assertThat(signs(caller)).isTrue();
            replace(file, enabled + "disabled: true\n");
            await().atMost(PATIENCE).until(() -> !signs(caller));
            replace(file, enabled);
            await().atMost(PATIENCE).until(() -> signs(caller));
            replace(file, enabled + "valid-until: 2020-01-01\n");
            await().atMost(PATIENCE).until(() -> !signs(caller));
        }
    }

    @Test
    void aPermissionThatIsTakenAwayEndsOnAnOpenStream() throws Exception {
        AgentHome home = stage.agent("permission");
        TlsIdentity identity = stage.identity("demoted");
        home.admit("demoted", identity.certificate());
        AgentProcess agent = stage.program(home).serve();
        try (Caller caller = caller(agent, home, identity)) {
            Load load = Load.on(caller);
            await().atMost(PATIENCE).until(() -> load.answered.get() > 3);
            home.admit("demoted", identity.certificate(), "tls13-certificate-verify");
            await().atMost(PATIENCE).until(() -> load.rejected.get() > 3);
            assertThat(load.end).isNotDone();
            load.stop();
        }
    }

    @Test
    void aBadFileLeavesTheWholeOldPolicyAndIsNamedInTheLogAndTheStatus() throws IOException {
        AgentHome home = stage.agent("bad-file");
        TlsIdentity identity = stage.identity("kept");
        TlsIdentity other = stage.identity("not-yet");
        home.admit("kept", identity.certificate());
        AgentProcess agent = stage.program(home).serve();
        try (Caller kept = caller(agent, home, identity);
                Caller notYet = caller(agent, home, other)) {
            Path broken = home.providers().resolve("broken.yaml");
            replace(broken, "purposes: [everything]\n");
            agent.running()
                    .awaitError(
                            Pattern.compile(
                                    "reload: callers: refused, revision [0-9]+ stays in effect; a start with these"
                                            + " files would fail: .*broken.yaml"),
                            PATIENCE);
            assertThat(status(kept).getServing()).isTrue();
            assertThat(status(kept).getConditionsList()).singleElement().satisfies(condition -> {
                assertThat(condition.getKind()).isEqualTo(Condition.Kind.KIND_POLICY_NOT_RELOADED);
                assertThat(condition.getBlocking()).isFalse();
                assertThat(condition.getMessage())
                        .matches("callers: refused, revision [0-9]+ stays in effect .*")
                        .doesNotContain("broken");
            });
            home.admit("not-yet", other.certificate());
            assertThat(signs(kept)).isTrue();
            assertThat(signs(notYet)).isFalse();

            Files.delete(broken);
            await().atMost(PATIENCE).until(() -> signs(notYet));
            assertThat(signs(kept)).isTrue();
            assertThat(status(kept).getConditionsList()).isEmpty();
        }
    }

    @Test
    void whoIsRemovedOrDisabledBesideABadFileIsDisconnectedAllTheSame() throws IOException {
        AgentHome home = stage.agent("bad-file-and-removal");
        TlsIdentity kept = stage.identity("kept-beside");
        TlsIdentity removed = stage.identity("removed-beside");
        TlsIdentity disabled = stage.identity("disabled-beside");
        home.admit("kept", kept.certificate());
        home.admit("removed", removed.certificate());
        home.admit("disabled", disabled.certificate());
        AgentProcess agent = stage.program(home).serve();
        try (Caller stays = caller(agent, home, kept);
                Caller leaves = caller(agent, home, removed);
                Caller rests = caller(agent, home, disabled)) {
            assertThat(signs(leaves)).isTrue();
            assertThat(signs(rests)).isTrue();
            replace(home.providers().resolve("broken.yaml"), "purposes: [everything]\n");

            Files.delete(home.providers().resolve("removed.yaml"));
            await().atMost(PATIENCE).until(() -> !signs(leaves));
            // The call that was refused may have been so before its connection was closed.
            await().atMost(PATIENCE).untilAsserted(() -> assertRefused(leaves, Status.Code.UNAVAILABLE));
            Path file = home.providers().resolve("disabled.yaml");
            replace(file, Files.readString(file) + "disabled: true\n");
            await().atMost(PATIENCE).until(() -> !signs(rests));

            agent.running()
                    .awaitError(
                            Pattern.compile(
                                    "reload: callers: refused, revision [0-9]+ stays in effect without removed;"),
                            PATIENCE);
            assertThat(signs(stays)).isTrue();
            assertThat(status(stays).getConditionsList())
                    .singleElement()
                    .satisfies(condition -> assertThat(condition.getMessage())
                            .matches("callers: refused, revision [0-9]+ stays in effect less 2 withdrawn since .*"));
        }
    }

    @Test
    void aHangupLoadsAgainAndEndsNothing() throws IOException {
        AgentHome home = stage.agent("hangup");
        TlsIdentity identity = stage.identity("hangup");
        home.admit("hangup", identity.certificate());
        // Whoever runs the tests by nohup has the signal ignored by all that they start.
        AgentProcess agent = stage.program(home).serve(List.of("env", "--default-signal=HUP"));
        try (Caller caller = caller(agent, home, identity)) {
            assertThat(signs(caller)).isTrue();
            stage.processes()
                    .run(
                            Program.of(
                                    home.directory(),
                                    "kill",
                                    "-HUP",
                                    Long.toString(agent.running().pid())),
                            PATIENCE)
                    .orThrow();
            agent.running().awaitError(Pattern.compile("reload: callers: 1 in effect"), PATIENCE);
            agent.running().awaitError(Pattern.compile("reload: server certificate: until "), PATIENCE);
            assertThat(signs(caller)).isTrue();
            assertThat(agent.running().isAlive()).isTrue();
        }
    }

    @Test
    void aNewServerCertificateIsShownToNewConnectionsAndOldOnesLiveOn() throws Exception {
        AgentHome home = stage.agent("new-identity");
        TlsIdentity identity = stage.identity("pinning");
        home.admit("pinning", identity.certificate());
        TlsIdentity next = stage.identity("next-agent");
        Path oldCertificate =
                Files.copy(home.tls().certificate(), home.directory().resolve("old.crt"));
        AgentProcess agent = stage.program(home).serve();
        try (Caller old = new Caller(agent.address(), oldCertificate, identity)) {
            Load load = Load.on(old);
            await().atMost(PATIENCE).until(() -> load.answered.get() > 3);

            Files.copy(next.certificate(), home.tls().certificate(), StandardCopyOption.REPLACE_EXISTING);
            agent.running()
                    .awaitError(Pattern.compile("reload: server certificate: refused, .* not the key of"), PATIENCE);
            try (Caller meanwhile = new Caller(agent.address(), oldCertificate, identity)) {
                assertThat(signs(meanwhile)).isTrue();
            }
            Files.copy(next.key(), home.tls().key(), StandardCopyOption.REPLACE_EXISTING);
            await().atMost(PATIENCE).until(() -> {
                try (Caller fresh = new Caller(agent.address(), next.certificate(), identity)) {
                    return signs(fresh);
                }
            });
            try (Caller stale = new Caller(agent.address(), oldCertificate, identity)) {
                assertThat(signs(stale)).isFalse();
            }
            int before = load.answered.get();
            await().atMost(PATIENCE).until(() -> load.answered.get() > before + 3);
            assertThat(load.end).isNotDone();
            load.stop();
        }
    }

    private static Caller caller(AgentProcess agent, AgentHome home, TlsIdentity identity) {
        return new Caller(agent.address(), home.tls().certificate(), identity);
    }

    private static boolean signs(Caller caller) {
        try {
            return caller.sign(challenge()).length == 512;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private static DescribeStatusResponse status(Caller caller) {
        return caller.agent().describeStatus(DescribeStatusRequest.getDefaultInstance());
    }

    private static void assertRefused(Caller caller, Status.Code code) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> caller.agent().getCertificate(GetCertificateRequest.getDefaultInstance()))
                .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
    }

    private static byte[] challenge() {
        byte[] challenge = new byte[32];
        RANDOM.nextBytes(challenge);
        return challenge;
    }

    private static void replace(Path file, String content) throws IOException {
        Path written = Files.writeString(file.resolveSibling("." + file.getFileName() + ".new"), content);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A stream that sends the next challenge when the last was answered or rejected. */
    private static final class Load implements StreamObserver<SignChallengesResponse> {

        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger rejected = new AtomicInteger();
        private final CompletableFuture<Status> end = new CompletableFuture<>();
        private final CompletableFuture<StreamObserver<SignChallengesRequest>> requests = new CompletableFuture<>();
        private volatile boolean stopping;

        static Load on(Caller caller) {
            var load = new Load();
            load.requests.complete(SigningAgentGrpc.newStub(caller.channel()).signChallenges(load));
            load.ask();
            return load;
        }

        private void ask() {
            var raw = RawChallenge.newBuilder().setChallenge(ByteString.copyFrom(challenge()));
            requests.join()
                    .onNext(SignChallengesRequest.newBuilder()
                            .addChallenges(NumberedChallenge.newBuilder()
                                    .setRequestId(answered.get())
                                    .setChallenge(
                                            SignChallengeRequest.newBuilder().setRaw(raw)))
                            .build());
        }

        void stop() throws Exception {
            stopping = true;
            assertThat(end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Status.OK);
        }

        @Override
        public void onNext(SignChallengesResponse response) {
            response.getAnswersList().forEach(answer -> (answer.hasAnswer() ? answered : rejected).incrementAndGet());
            if (stopping) {
                requests.join().onCompleted();
            } else {
                ask();
            }
        }

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
