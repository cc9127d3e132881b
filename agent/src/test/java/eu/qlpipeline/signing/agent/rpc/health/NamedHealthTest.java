package eu.qlpipeline.signing.agent.rpc.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamedHealthTest {

    private static final String NAME = "eu.example.Service";

    private final HealthStatusManager manager = new HealthStatusManager();
    private final HealthGrpc.AsyncService health = new NamedHealth(manager, Set.of("", NAME));

    NamedHealthTest() {
        manager.setStatus(NAME, ServingStatus.NOT_SERVING);
    }

    /** All that is said to one call. */
    private static final class Said implements StreamObserver<HealthCheckResponse> {

        private final List<Object> all = new ArrayList<>();

        @Override
        public void onNext(HealthCheckResponse response) {
            all.add(response.getStatus());
        }

        @Override
        public void onError(Throwable failure) {
            all.add(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            all.add("completed");
        }
    }

    private static HealthCheckRequest named(String name) {
        return HealthCheckRequest.newBuilder().setService(name).build();
    }

    private List<Object> watch(String name) {
        var said = new Said();
        health.watch(named(name), said);
        return said.all;
    }

    private List<Object> check(String name) {
        var said = new Said();
        health.check(named(name), said);
        return said.all;
    }

    @Test
    void ofTheNamesThatThereAreAllIsToldAndEachChange() {
        List<Object> watched = watch(NAME);
        manager.setStatus(NAME, ServingStatus.SERVING);
        assertThat(watched).containsExactly(ServingStatus.NOT_SERVING, ServingStatus.SERVING);
        assertThat(check(NAME)).containsExactly(ServingStatus.SERVING, "completed");
        assertThat(check("")).containsExactly(ServingStatus.SERVING, "completed");
    }

    @Test
    void anotherNameIsUnknownAsTheProtocolHasIt() {
        assertThat(watch("eu.example.Other")).containsExactly(ServingStatus.SERVICE_UNKNOWN);
        assertThat(check("eu.example.Other")).containsExactly(Status.Code.NOT_FOUND);
    }

    @Test
    void aNameThatIsNoneIsNotKeptWhileItsCallIsOpen() {
        var name = new WeakReference<>("a".repeat(32_000));
        var said = new Said();
        health.watch(named(String.valueOf(name.get())), said);
        await().until(() -> {
            System.gc();
            return name.get() == null;
        });
        assertThat(said.all).containsExactly(ServingStatus.SERVICE_UNKNOWN);
    }
}
