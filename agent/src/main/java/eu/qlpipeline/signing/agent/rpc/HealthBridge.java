package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.generation.TokenState;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Tells {@code grpc.health.v1} whether the agent signs. Safe for use by several threads. */
public final class HealthBridge {

    private final HealthStatusManager health = new HealthStatusManager();
    private final Supplier<TokenState> state;
    private final BooleanSupplier recording;

    /** Serves while the token does and requests can be recorded. */
    public HealthBridge(Supplier<TokenState> state, BooleanSupplier recording) {
        this.state = state;
        this.recording = recording;
        refresh();
    }

    BindableService service() {
        return health.getHealthService();
    }

    /** Takes over the state as it is now; the last to come here takes the latest. */
    public synchronized void refresh() {
        TokenState now = state.get();
        if (now == TokenState.CLOSED) {
            health.enterTerminalState();
            return;
        }
        ServingStatus status = now == TokenState.SERVING && recording.getAsBoolean()
                ? ServingStatus.SERVING
                : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(SigningAgentGrpc.SERVICE_NAME, status);
    }
}
