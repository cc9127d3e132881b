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
            supervisor.start();

            SigningService signing = lifecycle.open(new SigningService(
                    settings.signing(), new Authorizer(), new TokenSigner(supervisor), clock, random));
            AgentServer server =
                    lifecycle.open(AgentServer.start(settings.server(), identity, () -> callers, supervisor, signing));
            return new AgentAssembly(lifecycle, server);
        } catch (RuntimeException e) {
            lifecycle.close();
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
