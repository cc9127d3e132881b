package eu.qlpipeline.signing.client.internal.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
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

    private final List<Duration> pauses = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final GroupResolver group = new GroupResolver(List.of(first, second), (pause, task) -> {
        pauses.add(pause);
        later.add(task);
        return () -> later.remove(task);
    });

    GroupResolverTest() {
        group.start(new NameResolver.Listener2() {
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

    @Test
    void asksAgainForANameThatFailedWhileAnotherResolves() {
        first.resolve(ONE);
        second.fail();
        assertThat(later).hasSize(1);

        later.remove(0).run();
        assertThat(second.refreshed).isEqualTo(1);
        assertThat(first.refreshed).isZero();

        second.resolve(OTHER);
        assertThat(addresses(published.size() - 1)).containsExactly(ONE, OTHER);
        assertThat(later).isEmpty();
    }

    @Test
    void asksEverMoreSeldomWhileItFailsAndFromTheBeginningOnceItResolved() {
        for (int failure = 0; failure < 8; failure++) {
            second.fail();
            second.fail();
            later.remove(0).run();
        }
        assertThat(later).isEmpty();
        assertThat(pauses).hasSize(8);
        for (int failure = 0; failure < 8; failure++) {
            Duration longest = Duration.ofSeconds(Math.min(32, 1 << failure));
            assertThat(pauses.get(failure)).isBetween(longest.dividedBy(2), longest);
        }

        second.resolve(OTHER);
        second.fail();
        assertThat(pauses.get(8)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void asksNoMoreForWhatResolvedMeanwhileOrWhenItIsShutDown() {
        first.fail();
        first.resolve(ONE);
        assertThat(later).isEmpty();

        second.fail();
        assertThat(later).hasSize(1);
        group.shutdown();
        assertThat(later).isEmpty();
    }

    private List<SocketAddress> addresses(int place) {
        return published.get(place).getValue().stream()
                .flatMap(group -> group.getAddresses().stream())
                .toList();
    }

    /** A name that resolves when it is told to. */
    private static final class Name extends NameResolver {

        private @Nullable Listener2 listener;
        private int refreshed;

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
        public void refresh() {
            refreshed++;
        }

        @Override
        public String getServiceAuthority() {
            return "name";
        }

        @Override
        public void shutdown() {}
    }
}
