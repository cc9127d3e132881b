package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.policy.LivePolicy;
import eu.qlpipeline.signing.agent.reload.ReloadState;
import eu.qlpipeline.signing.agent.reload.Reloads;
import eu.qlpipeline.signing.agent.rpc.AgentServer;
import java.util.Map;

/** Who may ask and who does, and the files that say so. A label that names a caller takes the names in the policy alone. */
final class PolicyMetrics {

    private final LivePolicy policy;
    private final AgentServer server;

    PolicyMetrics(LivePolicy policy, AgentServer server) {
        this.policy = policy;
        this.server = server;
    }

    void add(Instruments instruments, RequestCounters counters) {
        instruments.gauge(
                "signing_agent_policy_callers",
                "Callers in the policy, those past their end among them.",
                () -> policy.names().size());
        instruments.gauges(
                "signing_agent_caller_end_timestamp_seconds",
                "When a caller ends, by its valid-until; of callers that have one.",
                values -> policy.ends().forEach((name, end) -> values.set(end.toEpochMilli() / 1e3, name)),
                "caller");
        instruments.gauges(
                "signing_agent_connections",
                "Open connections of each caller in the policy.",
                values -> {
                    Map<String, Long> open = server.peers().byCaller();
                    policy.names().forEach(name -> values.count(open.getOrDefault(name, 0L), name));
                },
                "caller");
        instruments.counters(
                "signing_agent_handshakes_refused_total",
                "TLS handshakes that were ended because the client's certificate is not that of a caller now, and why.",
                values -> {
                    for (LivePolicy.Refusal reason : LivePolicy.Refusal.values()) {
                        values.count(server.callers().refused(reason), reason.name());
                    }
                },
                "reason");
        instruments.counters(
                "signing_agent_limited_requests_total",
                "Requests that the limits of their caller refused.",
                values -> counters.limited(policy.names(), values),
                "caller",
                "reason");
    }

    static void add(Instruments instruments, Reloads reloads) {
        instruments.counters(
                "signing_agent_reloads_total",
                "How often files were read: put into effect, or refused while the old ones stay.",
                values -> {
                    for (ReloadState state : reloads.states()) {
                        values.count(state.revision(), state.part(), "accepted");
                        values.count(state.refusals(), state.part(), "refused");
                    }
                },
                "part",
                "outcome");
        instruments.gauges(
                "signing_agent_reload_timestamp_seconds",
                "When the files in effect were read.",
                values -> reloads.states()
                        .forEach(state -> values.set(state.since().toEpochMilli() / 1e3, state.part())),
                "part");
    }
}
