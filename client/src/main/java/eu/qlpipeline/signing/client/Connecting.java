package eu.qlpipeline.signing.client;

import eu.qlpipeline.signing.client.internal.attempt.CallTime;
import eu.qlpipeline.signing.client.internal.group.DnsTarget;
import eu.qlpipeline.signing.client.internal.group.GroupChannel;
import eu.qlpipeline.signing.client.internal.rpc.AgentChannel;
import eu.qlpipeline.signing.client.internal.tls.ClientTls;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Who asks, how long, and over how many connections.
 *
 * @param identity who asks
 * @param deadline how long a call may take, 1 h at most
 * @param connections how many to each agent, 1 to 64
 */
record Connecting(ClientIdentity identity, Duration deadline, int connections) {

    private static final int MOST_CONNECTIONS = 64;

    Connecting {
        Objects.requireNonNull(identity, "identity");
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(CallTime.LONGEST) > 0) {
            throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than zero, at most 1 h)");
        }
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "connections: " + connections + " (expected: 1 to " + MOST_CONNECTIONS + ")");
        }
    }

    AgentClient to(AgentAddress agent, X509Certificate certificate) {
        var tls = ClientTls.context(List.of(certificate), identity.certificate(), identity.key());
        var channel = AgentChannel.open(
                () -> AgentChannel.oneAgent(DnsTarget.of(agent.toString()), tls),
                CallTime.oneAgent(deadline),
                connections);
        return new AgentClient(channel, new AgentReplies("agent " + agent, identity.certificate(), deadline));
    }

    AgentClient to(AgentGroup agents) {
        var tls = ClientTls.context(agents.certificates(), identity.certificate(), identity.key());
        List<String> addresses =
                agents.addresses().stream().map(AgentAddress::toString).toList();
        var channel = AgentChannel.open(
                () -> GroupChannel.builder(addresses, tls), CallTime.severalAgents(deadline), connections);
        return new AgentClient(channel, new AgentReplies("agents " + agents, identity.certificate(), deadline));
    }
}
