package eu.qlpipeline.signing.agent.rpc.health;

import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.agent.status.ConditionKind;
import eu.qlpipeline.signing.v1.Condition;
import eu.qlpipeline.signing.v1.DescribeStatusResponse;
import java.time.Instant;

/** The wire form of the agent's state. */
public final class StatusEncoding {

    private StatusEncoding() {}

    /** The state at this moment. */
    public static DescribeStatusResponse describe(AgentStatus status) {
        var response = DescribeStatusResponse.newBuilder().setServing(status.isServing());
        status.generation().ifPresent(response::setGeneration);
        status.lastVerified().map(Instant::toEpochMilli).ifPresent(response::setLastVerifiedMs);
        status.conditions().forEach(condition -> response.addConditions(encode(condition)));
        return response.build();
    }

    private static Condition encode(eu.qlpipeline.signing.agent.status.Condition condition) {
        var encoded = Condition.newBuilder()
                .setKind(encode(condition.kind()))
                .setBlocking(condition.blocking())
                .setMessage(condition.message());
        condition.since().map(Instant::toEpochMilli).ifPresent(encoded::setSinceMs);
        return encoded.build();
    }

    private static Condition.Kind encode(ConditionKind kind) {
        return switch (kind) {
            case TOKEN_ABSENT -> Condition.Kind.KIND_TOKEN_ABSENT;
            case TOKEN_LOST -> Condition.Kind.KIND_TOKEN_LOST;
            case TOKEN_HUNG -> Condition.Kind.KIND_TOKEN_HUNG;
            case TOKEN_REFUSES -> Condition.Kind.KIND_TOKEN_REFUSES;
            case SIGNATURE_WRONG -> Condition.Kind.KIND_SIGNATURE_WRONG;
            case PIN_LATCHED -> Condition.Kind.KIND_PIN_LATCHED;
            case KEY_WRONG -> Condition.Kind.KIND_KEY_WRONG;
            case CERTIFICATE_NOT_VALID -> Condition.Kind.KIND_CERTIFICATE_NOT_VALID;
            case CERTIFICATE_ENDS_SOON -> Condition.Kind.KIND_CERTIFICATE_ENDS_SOON;
            case AUDIT_BLOCKED -> Condition.Kind.KIND_AUDIT_BLOCKED;
            case POLICY_NOT_RELOADED -> Condition.Kind.KIND_POLICY_NOT_RELOADED;
            case STOPPING -> Condition.Kind.KIND_STOPPING;
        };
    }
}
