package eu.qlpipeline.signing.agent.rpc.health;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.util.Set;

/**
 * The health service of a manager for the names that it has. It keeps the name that a {@code Watch} asks for as long as the call
 * is open, and a name that is none may be as long as a message: of those it is shown one and the same, in place of what the caller
 * sent. Safe for use by several threads.
 */
final class NamedHealth extends HealthGrpc.HealthImplBase {

    private static final HealthCheckRequest UNKNOWN =
            HealthCheckRequest.newBuilder().setService("unknown").build();

    private final HealthGrpc.AsyncService health;
    private final Set<String> names;

    /**
     * @param manager which has a status for each of the names
     * @param names the names; {@code unknown} is none of them
     */
    NamedHealth(HealthStatusManager manager, Set<String> names) {
        BindableService service = manager.getHealthService();
        this.health = (HealthGrpc.AsyncService) service;
        this.names = Set.copyOf(names);
    }

    private HealthCheckRequest named(HealthCheckRequest request) {
        return names.contains(request.getService()) ? request : UNKNOWN;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        health.check(named(request), observer);
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
        health.watch(named(request), observer);
    }
}
