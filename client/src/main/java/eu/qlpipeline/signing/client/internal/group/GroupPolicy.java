package eu.qlpipeline.signing.client.internal.group;

import eu.qlpipeline.signing.client.internal.attempt.Elsewhere;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import java.util.List;
import java.util.Map;

/**
 * The service config of a channel to several agents (gRPC A2, A6, A17): they take turns, an agent that says it does not serve
 * is passed over, and a call that an agent could not answer is put to the next. Hedging is off: it would spend signatures.
 */
final class GroupPolicy {

    /** With jittered pauses of 50, 100, 200 and 400 ms; gRPC allows no more. */
    private static final double ATTEMPTS = 5;

    /** The health of the agent as a whole. */
    private static final String WHOLE_AGENT = "";

    private GroupPolicy() {}

    /** In the form of gRPC's service config. */
    static Map<String, ?> serviceConfig() {
        var retry = Map.of(
                "maxAttempts",
                ATTEMPTS,
                "initialBackoff",
                "0.05s",
                "maxBackoff",
                "1s",
                "backoffMultiplier",
                2.0,
                "retryableStatusCodes",
                Elsewhere.CODES.stream().map(Enum::name).sorted().toList());
        return Map.of(
                "loadBalancingConfig",
                List.of(Map.of("round_robin", Map.of())),
                "healthCheckConfig",
                Map.of("serviceName", WHOLE_AGENT),
                "methodConfig",
                List.of(Map.of(
                        "name", List.of(Map.of("service", SigningAgentGrpc.SERVICE_NAME)), "retryPolicy", retry)));
    }
}
