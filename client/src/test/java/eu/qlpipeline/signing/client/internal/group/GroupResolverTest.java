package eu.qlpipeline.signing.client.internal.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The addresses of a group while its names resolve one after the other. */
class GroupResolverTest {

    private static final SocketAddress ONE = InetSocketAddress.createUnresolved("one", 1);
    private static final SocketAddress OTHER = InetSocketAddress.createUnresolved("other", 2);

    private final Name first = new Name();
    private final Name second = new Name();
    private final List<StatusOr<List<EquivalentAddressGroup>>> published = new ArrayList<>();

    GroupResolverTest() {
        new GroupResolver(List.of(first, second)).start(new NameResolver.Listener2() {
            @Override
            public void onResult(NameResolver.ResolutionResult result) {
                published.add(result.getAddressesOrError());
            }

            @Override
            public Status onResult2(NameResolver.ResolutionResult result) {
                onResult(result);
                return Status.OK;
            }

            @Override
            public void onError(Status failure) {
                published.add(StatusOr.fromStatus(failure));
            }
        });
    }

    @Test
    void doesNotWaitForANameThatIsSlow() {
        first.resolve(ONE);
        assertThat(addresses(0)).containsExactly(ONE);

        second.resolve(OTHER);
        assertThat(addresses(1)).containsExactly(ONE, OTHER);
    }

    @Test
    void failsOnlyWhenNoNameIsLeft() {
        first.fail();
        assertThat(published).isEmpty();

        second.fail();
        assertThat(published).singleElement().matches(result -> !result.hasValue());
    }

    @Test
    void keepsWhatANameStoodForWhileItCannotBeResolvedAgain() {
        first.resolve(ONE);
        second.fail();
        first.fail();
        assertThat(addresses(published.size() - 1)).containsExactly(ONE);
    }

    private List<SocketAddress> addresses(int place) {
        return published.get(place).getValue().stream()
                .flatMap(group -> group.getAddresses().stream())
                .toList();
    }

    /** A name that resolves when it is told to. */
    private static final class Name extends NameResolver {

        private @Nullable Listener2 listener;

        @Override
        public void start(Listener2 told) {
            listener = told;
        }

        void resolve(SocketAddress address) {
            publish(StatusOr.fromValue(List.of(new EquivalentAddressGroup(address))));
        }

        void fail() {
            publish(StatusOr.fromStatus(Status.UNAVAILABLE));
        }

        private void publish(StatusOr<List<EquivalentAddressGroup>> result) {
            var unused = Objects.requireNonNull(listener)
                    .onResult2(ResolutionResult.newBuilder()
                            .setAddressesOrError(result)
                            .build());
        }

        @Override
        public String getServiceAuthority() {
            return "name";
        }

        @Override
        public void shutdown() {}
    }
}
