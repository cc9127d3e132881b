package eu.qlpipeline.signing.agent.metrics;

import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.status.Condition;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.contract.PurposeKind;
import java.util.EnumSet;
import java.util.Set;

/** Whether the agent signs, and what is the matter. */
final class StatusMetrics {

    private StatusMetrics() {}

    static void add(Instruments instruments, AgentStatus status) {
        instruments.gauges(
                "signing_agent_serving",
                "1 while requests of that purpose are served.",
                values -> {
                    for (PurposeKind kind : PurposeKind.allCallable()) {
                        values.set(status.isServing(kind) ? 1 : 0, kind.label());
                    }
                },
                "purpose");
        instruments.gauges(
                "signing_agent_condition",
                "1 while that is the matter, as DescribeStatus tells.",
                values -> {
                    Set<ConditionKind> present = EnumSet.noneOf(ConditionKind.class);
                    status.conditions().stream().map(Condition::kind).forEach(present::add);
                    for (ConditionKind kind : ConditionKind.values()) {
                        values.set(present.contains(kind) ? 1 : 0, kind.name());
                    }
                },
                "condition");
        instruments.gauges(
                "signing_agent_verified_timestamp_seconds",
                "When the open generation last made a signature that verified.",
                values -> status.lastVerified().ifPresent(moment -> values.set(moment.toEpochMilli() / 1e3)));
    }
}
