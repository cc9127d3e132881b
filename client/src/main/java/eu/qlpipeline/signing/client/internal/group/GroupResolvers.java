package eu.qlpipeline.signing.client.internal.group;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the resolver of one group of agents, for one channel's own registry. */
final class GroupResolvers extends NameResolverProvider {

    static final String SCHEME = "signing-agents";

    private static final int PRIORITY = 5;

    private final List<String> addresses;

    /**
     * @param addresses each {@code HOST:PORT}
     */
    GroupResolvers(List<String> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /** A registry that knows the group, and no other scheme. */
    static NameResolverRegistry registry(List<String> addresses) {
        var registry = new NameResolverRegistry();
        registry.register(new GroupResolvers(addresses));
        return registry;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
        List<NameResolver> names = new ArrayList<>();
        NameResolver.Factory each = NameResolverRegistry.getDefaultRegistry().asFactory();
        for (String address : addresses) {
            NameResolver name = each.newNameResolver(URI.create(DnsTarget.of(address)), arguments);
            if (name == null) {
                throw new IllegalStateException("gRPC: no resolver for dns");
            }
            names.add(name);
        }
        return new GroupResolver(
                names,
                (pause, task) -> arguments
                        .getSynchronizationContext()
                        .schedule(task, pause, arguments.getScheduledExecutorService())::cancel);
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return PRIORITY;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }
}
