package eu.qlpipeline.signing.agent.rpc.health;

import eu.qlpipeline.signing.agent.health.AgentStatus;
import eu.qlpipeline.signing.contract.PurposeKind;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells {@code grpc.health.v1} whether the agent signs: for the whole, for its service, and for each purpose under
 * {@code eu.qlpipeline.signing.v1.SigningAgent/PURPOSE}. Safe for use by several threads.
 */
public final class HealthBridge {

    private static final String WHOLE = HealthStatusManager.SERVICE_NAME_ALL_SERVICES;

    private final HealthStatusManager manager = new HealthStatusManager();
    private final AgentStatus status;

    private HealthBridge(AgentStatus status) {
        this.status = status;
    }

    private static String name(PurposeKind kind) {
        return SigningAgentGrpc.SERVICE_NAME + "/" + kind.label();
    }

    /** A bridge from that status, told of each of its changes. */
    public static HealthBridge from(AgentStatus status) {
        var bridge = new HealthBridge(status);
        status.onChange(bridge::refresh);
        bridge.refresh();
        return bridge;
    }

    /** The service to offer. */
    public BindableService service() {
        Set<String> names = Stream.concat(
                        Stream.of(WHOLE, SigningAgentGrpc.SERVICE_NAME),
                        PurposeKind.allCallable().stream().map(HealthBridge::name))
                .collect(Collectors.toUnmodifiableSet());
        return new NamedHealth(manager, names);
    }

    /** Takes over the state as it is now; the last to come here takes the latest. */
    private synchronized void refresh() {
        if (status.isClosed()) {
            manager.enterTerminalState();
            return;
        }
        ServingStatus now = health(status.isServing());
        manager.setStatus(WHOLE, now);
        manager.setStatus(SigningAgentGrpc.SERVICE_NAME, now);
        for (PurposeKind kind : PurposeKind.allCallable()) {
            manager.setStatus(name(kind), health(status.isServing(kind)));
        }
    }

    private static ServingStatus health(boolean serving) {
        return serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }
}
