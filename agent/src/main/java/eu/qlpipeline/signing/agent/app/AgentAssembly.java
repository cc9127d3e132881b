package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.admission.Admission;
import eu.qlpipeline.signing.agent.admission.BoundedDenials;
import eu.qlpipeline.signing.agent.audit.AuditLog;
import eu.qlpipeline.signing.agent.audit.AuditMode;
import eu.qlpipeline.signing.agent.audit.AuditSettings;
import eu.qlpipeline.signing.agent.audit.RequestJournal;
import eu.qlpipeline.signing.agent.audit.Unrecorded;
import eu.qlpipeline.signing.agent.audit.receipt.Receipts;
import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.Halt;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.health.AuditConditions;
import eu.qlpipeline.signing.agent.health.ReloadConditions;
import eu.qlpipeline.signing.agent.health.TokenConditions;
import eu.qlpipeline.signing.agent.metrics.Metrics;
import eu.qlpipeline.signing.agent.metrics.Sources;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.reload.Reloads;
import eu.qlpipeline.signing.agent.rpc.AgentServer;
import eu.qlpipeline.signing.agent.rpc.connection.ConnectionLimits;
import eu.qlpipeline.signing.agent.rpc.connection.Entrance;
import eu.qlpipeline.signing.agent.rpc.connection.ServerKeys;
import eu.qlpipeline.signing.agent.rpc.connection.SharedLimits;
import eu.qlpipeline.signing.agent.signing.GrantedChallenge;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.checkpoint.TokenCheckpoints;
import eu.qlpipeline.signing.agent.status.StatusSource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The running agent: every part, in the order in which it is made. Closing stops taking calls, drains, and logs out. */
public final class AgentAssembly implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AgentAssembly.class.getName());

    private final Lifecycle lifecycle;
    private final AgentServer server;
    private final Reloads reloads;
    private final Optional<AuditLog> audit;

    private AgentAssembly(Lifecycle lifecycle, AgentServer server, Reloads reloads, Optional<AuditLog> audit) {
        this.lifecycle = lifecycle;
        this.server = server;
        this.reloads = reloads;
        this.audit = audit;
    }

    /** Begins to load what an agent needs whatever its settings, while these are still read; returns at once. */
    public static void load() {
        Thread loading = new Thread(AgentServer::load, "loading");
        loading.setDaemon(true);
        loading.start();
    }

    /**
     * Proves the key, and starts to serve; where the HSM is not there yet, serves when it is.
     *
     * @param halt ends the process where nothing else brings the token back
     * @throws AgentException with the reason why the agent refuses to serve; nothing then stays open
     */
    public static AgentAssembly start(AgentSettings settings, Clock clock, Halt halt) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            LivePolicy policy = new LivePolicy(clock);
            var entrance = new Entrance(new ServerKeys(), policy, ConnectionLimits.STANDARD, SharedLimits.STANDARD);
            Reloads reloads = lifecycle.open(LiveFiles.load(settings, policy, entrance.keys(), clock));
            FreePorts.require(settings);

            SecureRandom random = new SecureRandom();
            Metrics metrics = Metrics.of(settings.metrics());
            TokenSide token = TokenSide.make(settings, lifecycle, clock, halt, metrics);
            Optional<AuditLog> audit = openAudit(settings.audit(), lifecycle, token, clock, random);
            RequestJournal journal = audit.map(AgentAssembly::journal).orElseGet(Unrecorded::new);
            SigningService signing = lifecycle.open(
                    token.signing(settings.signing(), journal, new GrantedChallenge.Freshness(clock, random)));
            AgentStatus status = status(token, audit, reloads, clock);

            // The token and the network stack each take half of the time to start, and need nothing of each other.
            CompletableFuture<AgentServer> prepared = CompletableFuture.supplyAsync(() -> AgentServer.prepare(
                    settings.server(), entrance, served(token.supervisor(), signing, audit, status, metrics)));
            token.start(settings, lifecycle);
            AgentServer server = result(prepared);
            var sources = new Sources(
                    status,
                    new Sources.Token(token.supervisor(), token.watch()),
                    new Sources.Work(signing, settings.signing()),
                    audit,
                    entrance,
                    reloads);
            lifecycle.open(metrics.serve(sources, server));
            audit.ifPresent(AgentAssembly::begin);
            lifecycle.open(server).start();
            lifecycle.open(status);
            reloads.start();
            return new AgentAssembly(lifecycle, server, reloads, audit);
        } catch (RuntimeException | Error e) {
            lifecycle.close();
            throw e;
        }
    }

    private static RequestJournal journal(AuditLog audit) {
        return new BoundedDenials(audit.journal(), System::nanoTime);
    }

    private static Optional<AuditLog> openAudit(
            AuditSettings settings, Lifecycle lifecycle, TokenSide token, Clock clock, SecureRandom random) {
        if (settings.mode() == AuditMode.OFF) {
            LOG.log(System.Logger.Level.WARNING, "audit.mode: off; nothing that is signed is recorded");
            return Optional.empty();
        }
        var signer = new TokenCheckpoints(token.own(), clock);
        return Optional.of(lifecycle.open(AuditLog.open(settings, signer, token.watch(), clock, random)));
    }

    /** When nothing else keeps the agent from serving: of a start that is refused there would be a record that nobody signs. */
    private static void begin(AuditLog audit) {
        audit.begin();
        audit.startCheckpoints();
    }

    private static AgentStatus status(TokenSide token, Optional<AuditLog> audit, Reloads reloads, Clock clock) {
        List<StatusSource> sources = new ArrayList<>();
        sources.add(new TokenConditions(token.supervisor(), token.watch(), clock));
        audit.map(AuditConditions::new).ifPresent(sources::add);
        sources.add(new ReloadConditions(reloads));
        return new AgentStatus(token.supervisor(), sources, clock);
    }

    private static AgentServer.Served served(
            TokenSupervisor supervisor,
            SigningService signing,
            Optional<AuditLog> audit,
            AgentStatus status,
            Metrics metrics) {
        return new AgentServer.Served(
                supervisor,
                metrics.counting(new Admission(signing, System::nanoTime)),
                audit.map(AuditLog::receipts).orElse(Receipts.NONE),
                status);
    }

    private static AgentServer result(CompletableFuture<AgentServer> prepared) {
        try {
            return prepared.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AgentException known) {
                throw known;
            }
            throw e;
        }
    }

    /** The port served on. */
    public int port() {
        return server.port();
    }

    /** Reads the callers' files and the TLS files again, whether or not they changed; returns before that is done. */
    public void reload() {
        reloads.reload();
    }

    /** Waits until the agent has stopped. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /** How much of the audit log is signed, for the log. */
    public String recorded() {
        return audit.map(AuditLog::progress).map(Object::toString).orElse("no audit log");
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
