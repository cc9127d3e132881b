package eu.qlpipeline.signing.client.internal.group;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The addresses of all agents of a group: gRPC's own name resolution of each, put together. A name that does not resolve, or
 * not yet, takes nothing from the others, and is asked for again.
 *
 * <p>Not safe for use by several threads; gRPC calls it, and is called, in one synchronization context.
 */
final class GroupResolver extends NameResolver {

    private final Map<NameResolver, NameRetry> names = new LinkedHashMap<>();
    private final Map<NameResolver, StatusOr<List<EquivalentAddressGroup>>> found = new LinkedHashMap<>();

    /**
     * @param names resolvers of one name each
     * @param timer has those that fail asked again
     */
    GroupResolver(List<NameResolver> names, NameRetry.Timer timer) {
        names.forEach(name -> this.names.put(name, new NameRetry(name, timer)));
    }

    @Override
    public String getServiceAuthority() {
        return GroupResolvers.SCHEME;
    }

    @Override
    public void start(Listener2 listener) {
        names.keySet()
                .forEach(name -> name.start(new Listener2() {
                    @Override
                    public void onResult(ResolutionResult result) {
                        var unused = onResult2(result);
                    }

                    @Override
                    public Status onResult2(ResolutionResult result) {
                        return put(name, result.getAddressesOrError(), listener);
                    }

                    @Override
                    public void onError(Status failure) {
                        var unused = put(name, StatusOr.fromStatus(failure), listener);
                    }
                }));
    }

    private Status put(NameResolver name, StatusOr<List<EquivalentAddressGroup>> result, Listener2 listener) {
        NameRetry retry = Objects.requireNonNull(names.get(name));
        if (result.hasValue()) {
            retry.resolved();
        } else {
            retry.failed();
        }
        // What a name stood for stays good while it cannot be resolved again.
        if (result.hasValue() || !found.containsKey(name)) {
            found.put(name, result);
        }
        List<EquivalentAddressGroup> all = new ArrayList<>();
        Status failure = Status.UNAVAILABLE.withDescription("agents: none");
        for (StatusOr<List<EquivalentAddressGroup>> each : found.values()) {
            if (each.hasValue()) {
                all.addAll(each.getValue());
            } else {
                failure = each.getStatus();
            }
        }
        if (all.isEmpty() && found.size() < names.size()) {
            return Status.OK;
        }
        return listener.onResult2(ResolutionResult.newBuilder()
                .setAddressesOrError(all.isEmpty() ? StatusOr.fromStatus(failure) : StatusOr.fromValue(all))
                .build());
    }

    @Override
    public void refresh() {
        names.keySet().forEach(NameResolver::refresh);
    }

    @Override
    public void shutdown() {
        names.values().forEach(NameRetry::stop);
        names.keySet().forEach(NameResolver::shutdown);
    }
}
