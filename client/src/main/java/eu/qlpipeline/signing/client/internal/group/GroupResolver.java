package eu.qlpipeline.signing.client.internal.group;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses of all agents of a group: gRPC's own name resolution of each, put together. A name that does not resolve, or
 * not yet, takes nothing from the others.
 *
 * <p>Not safe for use by several threads; gRPC calls it, and is called, in one synchronization context.
 */
final class GroupResolver extends NameResolver {

    private final List<NameResolver> names;
    private final Map<NameResolver, StatusOr<List<EquivalentAddressGroup>>> found = new LinkedHashMap<>();

    /**
     * @param names resolvers of one name each
     */
    GroupResolver(List<NameResolver> names) {
        this.names = List.copyOf(names);
    }

    @Override
    public String getServiceAuthority() {
        return GroupResolvers.SCHEME;
    }

    @Override
    public void start(Listener2 listener) {
        for (NameResolver name : names) {
            name.start(new Listener2() {
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
            });
        }
    }

    private Status put(NameResolver name, StatusOr<List<EquivalentAddressGroup>> result, Listener2 listener) {
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
        names.forEach(NameResolver::refresh);
    }

    @Override
    public void shutdown() {
        names.forEach(NameResolver::shutdown);
    }
}
