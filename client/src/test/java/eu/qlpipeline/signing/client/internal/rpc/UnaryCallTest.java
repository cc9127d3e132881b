package eu.qlpipeline.signing.client.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.internal.attempt.CallTime;
import eu.qlpipeline.signing.client.internal.tls.ClientTls;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On which threads a call runs, and what ends who waits for one. */
class UnaryCallTest {

    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final SignChallengeRequest REQUEST = SignChallengeRequest.getDefaultInstance();
    private static final SignChallengeResponse ANSWER = SignChallengeResponse.getDefaultInstance();

    private final Queue<String> steps = new ConcurrentLinkedQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Test
    void everyStepOfACallIsMadeOnTheNetworkThread() throws Exception {
        try (var agent = TestingAgent.answering(request -> Optional.of(ANSWER));
                var channel = channel(agent, AMPLE)) {
            assertThat(channel.sign(REQUEST)).isEqualTo(ANSWER);
            assertThat(channel.signAsync(REQUEST).get(30, TimeUnit.SECONDS)).isEqualTo(ANSWER);

            assertThat(steps).hasSize(6).allMatch(thread -> thread.startsWith("signing-client"));
        }
    }

    @Test
    void noCallWaitsOnTheNetworkThreadForItself() throws Exception {
        // What depends on an answer that is there already runs on the thread of whoever says so.
        var said = new CountDownLatch(1);
        try (var agent = TestingAgent.answering(request -> {
                    awaitQuietly(said);
                    return Optional.of(ANSWER);
                });
                var channel = channel(agent, AMPLE)) {
            CompletableFuture<SignChallengeResponse> second = channel.signAsync(REQUEST)
                    .thenCompose(answer -> {
                        assertThatIllegalStateException()
                                .isThrownBy(() -> channel.sign(REQUEST))
                                .withMessageContaining("network thread");
                        return channel.signAsync(REQUEST);
                    });
            said.countDown();

            assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(ANSWER);
        }
    }

    @Test
    void whoWaitsIsToldOfTheDeadlineThoughTheNetworkThreadIsHeldUp() throws Exception {
        var heldUp = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var agent = TestingAgent.answering(request -> Optional.of(ANSWER));
                var channel = channel(agent, Duration.ofMillis(500))) {
            // As often as it takes: a first call has a connection to make, and may run out of this little time.
            await().atMost(AMPLE).until(() -> {
                var unused = channel.signAsync(REQUEST).thenAccept(answer -> {
                    heldUp.countDown();
                    awaitQuietly(release);
                });
                return heldUp.await(500, TimeUnit.MILLISECONDS);
            });

            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> channel.sign(REQUEST))
                    .matches(e -> e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED);
            release.countDown();
        }
    }

    @Test
    void anInterruptedThreadWaitsNoLongerAndItsCallIsCancelled() throws Exception {
        try (var agent = TestingAgent.answering(request -> Optional.empty());
                var channel = channel(agent, AMPLE)) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> channel.sign(REQUEST))
                    .matches(e -> e.getStatus().getCode() == Status.Code.CANCELLED);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(channel.signAsync(REQUEST).cancel(false)).isTrue();
        }
    }

    @Test
    void aSecondAnswerFailsTheCall() {
        try (var agent = TestingAgent.answering(request -> Optional.of(ANSWER));
                var channel = channel(agent, AMPLE, 1, new Doubled())) {
            assertThat(channel.signAsync(REQUEST))
                    .failsWithin(AMPLE)
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(StatusRuntimeException.class)
                    .withMessageContaining("answered twice");
        }
    }

    @Test
    void aClosedChannelRefusesAtOnce() {
        var agent = TestingAgent.answering(request -> Optional.of(ANSWER));
        var channel = channel(agent, AMPLE);
        channel.sign(REQUEST);
        channel.close();
        agent.close();

        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> channel.sign(REQUEST))
                .matches(e -> e.getStatus().getCode() == Status.Code.UNAVAILABLE);
    }

    @Test
    void isClosedOnANetworkThreadWithoutWaitingForIt() throws Exception {
        var asked = new CountDownLatch(1);
        try (var agent = answeringAfter(asked)) {
            var channel = channel(agent, AMPLE, 2);
            var closed = channel.signAsync(REQUEST).thenRun(channel::close);
            var other = channel.signAsync(REQUEST);
            await().until(() -> threads.size() == 2);
            asked.countDown();

            closed.get(30, TimeUnit.SECONDS);

            assertEnd(threads);
            assertThat(other).isDone();
        }
    }

    @Test
    void closesTheOtherConnectionWhereAThreadIsHeldUp() throws Exception {
        var asked = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var agent = answeringAfter(asked)) {
            var channel = channel(agent, AMPLE, 2);
            var heldUp = channel.signAsync(REQUEST).thenRun(() -> {
                held.countDown();
                awaitQuietly(release);
            });
            var other = channel.signAsync(REQUEST);
            await().until(() -> threads.size() == 2);
            asked.countDown();
            assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(ANSWER);
            assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();

            assertThatIllegalStateException().isThrownBy(channel::close).withMessageStartingWith("channel: open ");

            await().until(() -> threads.stream().filter(Thread::isAlive).count() == 1);
            release.countDown();
            heldUp.get(30, TimeUnit.SECONDS);
            assertEnd(threads);
        }
    }

    private static TestingAgent answeringAfter(CountDownLatch asked) {
        return TestingAgent.answering(request -> {
            awaitQuietly(asked);
            return Optional.of(ANSWER);
        });
    }

    private static void assertEnd(Iterable<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(AMPLE.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private AgentChannel channel(TestingAgent agent, Duration deadline) {
        return channel(agent, deadline, 1);
    }

    private AgentChannel channel(TestingAgent agent, Duration deadline, int connections) {
        return channel(agent, deadline, connections, new Steps());
    }

    private static AgentChannel channel(
            TestingAgent agent, Duration deadline, int connections, ClientInterceptor interceptor) {
        var tls = ClientTls.context(
                List.of(agent.tlsCertificate()), TestingAgent.PROVIDER, TestingAgent.PROVIDER_KEY.getPrivate());
        return AgentChannel.open(
                () -> AgentChannel.oneAgent(agent.address().toString(), tls).intercept(interceptor),
                CallTime.oneAgent(deadline),
                connections);
    }

    /** Notes the thread of each step that is a call's beginning. */
    private final class Steps implements ClientInterceptor {

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    note();
                    super.start(listener, headers);
                }

                @Override
                public void sendMessage(Q message) {
                    note();
                    super.sendMessage(message);
                }

                @Override
                public void halfClose() {
                    note();
                    super.halfClose();
                }
            };
        }

        private void note() {
            steps.add(Thread.currentThread().getName());
            threads.add(Thread.currentThread());
        }
    }

    /** Has each answer come twice. */
    private static final class Doubled implements ClientInterceptor {

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    super.start(
                            new SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onMessage(A message) {
                                    super.onMessage(message);
                                    super.onMessage(message);
                                }
                            },
                            headers);
                }
            };
        }
    }
}
