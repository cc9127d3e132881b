package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.policy.CallerRegistry;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.reload.Reloads;
import eu.qlpipeline.signing.agent.reload.WatchedFiles;
import eu.qlpipeline.signing.agent.rpc.ServerIdentity;
import eu.qlpipeline.signing.agent.rpc.connection.ServerKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** The files that may change while the agent serves: those of the callers, and the server's TLS certificate and key. */
final class LiveFiles {

    private LiveFiles() {}

    /**
     * Loads them for the first time; nothing is watched yet.
     *
     * @throws AgentException if a file is unusable
     */
    static Reloads load(AgentSettings settings, LivePolicy policy, ServerKeys keys, Clock clock) {
        return new Reloads(
                List.of(
                        new WatchedFiles("server certificate", read -> showIdentity(settings, keys, read), clock),
                        new WatchedFiles("callers", read -> publish(settings, policy, read), clock)),
                policy::expire);
    }

    private static String showIdentity(AgentSettings settings, ServerKeys keys, Consumer<Path> read) {
        read.accept(settings.server().certificate());
        read.accept(settings.server().key());
        ServerIdentity identity = ServerIdentity.load(settings.server());
        keys.show(identity.certificate(), identity.key());
        return "until " + identity.certificate().getNotAfter().toInstant();
    }

    private static String publish(AgentSettings settings, LivePolicy policy, Consumer<Path> read) {
        CallerRegistry callers = ProviderDirectory.load(settings.providers(), read);
        policy.publish(callers);
        return callers.callers().size() + " in effect";
    }
}
