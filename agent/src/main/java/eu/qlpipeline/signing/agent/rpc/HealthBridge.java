package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.generation.TokenState;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

/** Tells {@code grpc.health.v1} whether the token signs. */
final class HealthBridge {

    private final HealthStatusManager health = new HealthStatusManager();

    HealthBridge() {
        set(ServingStatus.NOT_SERVING);
    }

    BindableService service() {
        return health.getHealthService();
    }

    void follow(TokenState state) {
        if (state == TokenState.CLOSED) {
            health.enterTerminalState();
        } else {
            set(state == TokenState.SERVING ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
        }
    }

    private void set(ServingStatus status) {
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(SigningAgentGrpc.SERVICE_NAME, status);
    }
}
