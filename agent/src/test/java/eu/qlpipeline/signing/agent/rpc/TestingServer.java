package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.admission.Admission;
import eu.qlpipeline.signing.agent.admission.Submissions;
import eu.qlpipeline.signing.agent.audit.Unrecorded;
import eu.qlpipeline.signing.agent.audit.receipt.Receipts;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.generation.TestingSupervisor;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.Entrance;
import eu.qlpipeline.signing.agent.rpc.connection.NetworkThreads;
import eu.qlpipeline.signing.agent.rpc.connection.ServerKeys;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.signing.GrantedChallenge;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.SigningSettings;
import eu.qlpipeline.signing.agent.signing.token.SessionGate;
import eu.qlpipeline.signing.agent.signing.token.TokenSigner;
import eu.qlpipeline.signing.agent.watch.CallWatch;
import eu.qlpipeline.signing.agent.watch.HangSettings;
import eu.qlpipeline.signing.contract.ChallengeRequest;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A server on a real socket, with one caller, without a token, and with receipts that never come. */
final class TestingServer implements AutoCloseable {

    private final TestingPeer identity;
    private final LivePolicy policy;
    private final CallWatch watch = new CallWatch(HangSettings.defaults());
    private final TokenSupervisor supervisor = TestingSupervisor.withoutToken(watch, why -> {});
    private final SigningService signing = new SigningService(
            new SigningSettings(1, 16, 16),
            new SigningService.Token(new TokenSigner(supervisor, new SessionGate(1)), watch),
            new Unrecorded(),
            new GrantedChallenge.Freshness(Clock.systemUTC(), new SecureRandom()),
            NetworkThreads::afterReading);
    private final Queue<ReasonCode> undecodable = new ConcurrentLinkedQueue<>();
    private final Queue<String> limited = new ConcurrentLinkedQueue<>();
    private volatile Receipts receipts = (name, query, abandoned) -> new CompletableFuture<>();
    private volatile Submissions submissions = new Admission(signing, System::nanoTime);
    private Duration drain = Duration.ZERO;
    private @Nullable AgentServer server;

    TestingServer(TestingPeer caller, TestingPeer identity) {
        this(caller, identity, Clock.systemUTC());
    }

    /** @param clock tells the policy the time */
    TestingServer(TestingPeer caller, TestingPeer identity, Clock clock) {
        this.identity = identity;
        this.policy = new LivePolicy(clock);
        policy.publish(CallerRegistry.of(List.of(caller("caller", caller))));
    }

    /** Who may ask for raw challenges, under that name. */
    static Caller caller(String name, TestingPeer peer) {
        return new Caller(
                name, SpkiFingerprint.of(peer.certificate()), Set.of(PurposeKind.RAW_CHALLENGE), List.of(), true);
    }

    LivePolicy policy() {
        return policy;
    }

    /** How many handshakes were ended for that reason, once this serves. */
    long refused(LivePolicy.Refusal reason) {
        return server == null ? 0 : server.callers().refused(reason);
    }

    /** Has receipts come from there. */
    void receipts(Receipts source) {
        receipts = source;
    }

    /** Has challenges handed in there. */
    void submissions(Submissions other) {
        submissions = other;
    }

    /** Has a stop wait for so long. */
    void drain(Duration time) {
        drain = time;
    }

    /** Why requests could not be handed in. */
    Collection<ReasonCode> undecodable() {
        return undecodable;
    }

    /** Of whom requests were refused before they were read, and why. */
    Collection<String> limited() {
        return limited;
    }

    /** Begins to serve, and returns the port. */
    int serve(ConnectionLimits limits, SharedLimits shared) {
        ServerKeys keys = new ServerKeys();
        keys.show(identity.certificate(), identity.keys().getPrivate());
        AgentServer prepared = AgentServer.prepare(
                new ServerSettings("127.0.0.1", 0, Path.of("c"), Path.of("k"), true, drain),
                new Entrance(keys, policy, limits, shared),
                new AgentServer.Served(
                        supervisor,
                        new Noting(),
                        (name, query, abandoned) -> receipts.find(name, query, abandoned),
                        new AgentStatus(supervisor, List.of(), Clock.systemUTC())));
        server = prepared;
        prepared.start();
        return prepared.port();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        signing.close();
        supervisor.close();
        watch.close();
    }

    /** Notes what cannot be handed in. */
    private final class Noting implements Submissions {

        @Override
        public void submit(Caller caller, ChallengeRequest challenge, long deadlineNanos, SignatureListener listener) {
            submissions.submit(caller, challenge, deadlineNanos, listener);
        }

        @Override
        public void limited(Caller caller, ReasonCode reason) {
            limited.add(caller.name() + " " + reason);
        }

        @Override
        public void undecodable(ReasonCode reason) {
            undecodable.add(reason);
        }
    }
}
