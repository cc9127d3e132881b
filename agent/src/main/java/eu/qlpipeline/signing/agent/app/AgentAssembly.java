package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.generation.GenerationFactory;
import eu.qlpipeline.signing.agent.generation.TokenSupervisor;
import eu.qlpipeline.signing.agent.policy.Authorizer;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.rpc.AgentServer;
import eu.qlpipeline.signing.agent.rpc.ServerIdentity;
import eu.qlpipeline.signing.agent.signing.SigningService;
import eu.qlpipeline.signing.agent.signing.TokenSigner;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The running agent: every part, in the order in which it is made. Closing stops taking calls, drains, and logs out. */
public final class AgentAssembly implements AutoCloseable {

    private final Lifecycle lifecycle;
    private final AgentServer server;

    private AgentAssembly(Lifecycle lifecycle, AgentServer server) {
        this.lifecycle = lifecycle;
        this.server = server;
    }

    /**
     * Proves the key, and starts to serve.
     *
     * @throws AgentException with the reason why the agent refuses to serve; nothing then stays open
     */
    public static AgentAssembly start(AgentSettings settings, Clock clock) {
        Lifecycle lifecycle = new Lifecycle();
        try {
            ServerIdentity identity = ServerIdentity.load(settings.server());
            CallerRegistry callers = ProviderDirectory.load(settings.providers());

            SecureRandom random = new SecureRandom();
            var factory = new GenerationFactory(settings.token(), settings.key(), clock, random);
            TokenSupervisor supervisor = lifecycle.open(new TokenSupervisor(factory));
            SigningService signing = lifecycle.open(new SigningService(
                    settings.signing(), new Authorizer(), new TokenSigner(supervisor), clock, random));

            // The token and the network stack each take half of the time to start, and need nothing of each other.
            CompletableFuture<AgentServer> prepared = CompletableFuture.supplyAsync(
                    () -> AgentServer.prepare(settings.server(), identity, () -> callers, supervisor, signing));
            supervisor.start();
            AgentServer server = lifecycle.open(result(prepared));
            server.start();
            return new AgentAssembly(lifecycle, server);
        } catch (RuntimeException e) {
            lifecycle.close();
            throw e;
        }
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

    /** Waits until the agent has stopped. */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    @Override
    public void close() {
        lifecycle.close();
    }
}
