package eu.qlpipeline.signing.agent.app;

import eu.qlpipeline.signing.agent.config.AgentSettings;
import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.policy.PolicySettings;
import eu.qlpipeline.signing.agent.policy.ProviderDirectory;
import eu.qlpipeline.signing.agent.reload.Loaded;
import eu.qlpipeline.signing.agent.reload.Reloads;
import eu.qlpipeline.signing.agent.reload.WatchedFiles;
import eu.qlpipeline.signing.agent.rpc.ServerIdentity;
import eu.qlpipeline.signing.agent.rpc.ServerSettings;
import eu.qlpipeline.signing.agent.rpc.connection.ServerKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** The files that may change while the agent serves: those of the callers, and the server's TLS certificate and key. */
final class LiveFiles {

    private static final System.Logger LOG = System.getLogger(LiveFiles.class.getName());

    private LiveFiles() {}

    /**
     * Loads them for the first time; nothing is watched yet.
     *
     * @throws AgentException if a file is unusable
     */
    static Reloads load(AgentSettings settings, LivePolicy policy, ServerKeys keys, Clock clock) {
        return new Reloads(
                List.of(
                        new WatchedFiles(
                                "server certificate",
                                read -> showIdentity(settings.server(), keys, clock, read),
                                clock),
                        new WatchedFiles("callers", read -> publish(settings.providers(), policy, read), clock)),
                policy::expire);
    }

    /** Goes on with a certificate that is not valid now: who pins its key does not look at its dates. */
    static Loaded showIdentity(ServerSettings settings, ServerKeys keys, Clock clock, Consumer<Path> read) {
        read.accept(settings.certificate());
        read.accept(settings.key());
        ServerIdentity identity = ServerIdentity.load(settings);
        keys.show(identity.certificate(), identity.key());
        identity.untimely(clock.instant())
                .ifPresent(flaw -> LOG.log(
                        System.Logger.Level.WARNING,
                        "server.certificate: {0} (expected: valid); callers that check its dates refuse the agent",
                        flaw));
        return Loaded.accepted("until " + identity.certificate().getNotAfter().toInstant());
    }

    /** Where a file is unusable nobody is let in anew, but whoever was removed or disabled goes all the same. */
    static Loaded publish(PolicySettings settings, LivePolicy policy, Consumer<Path> read) {
        ProviderDirectory.Contents contents = ProviderDirectory.read(settings, read);
        List<String> withdrawn = List.of();
        if (contents.problem().isPresent()) {
            withdrawn = policy.withdraw(contents::withdrawn);
        } else {
            policy.publish(contents.callers());
            if (policy.names().isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "providers.directory: no caller in effect in {0} (expected: one or more); nobody is let in",
                        settings.directory());
            }
        }
        return new Loaded(policy.names().size() + " in effect", contents.problem(), withdrawn);
    }
}
