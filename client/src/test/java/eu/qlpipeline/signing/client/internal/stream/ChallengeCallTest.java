package eu.qlpipeline.signing.client.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import eu.qlpipeline.signing.client.TestingAgent;
import eu.qlpipeline.signing.client.TestingCertificates;
import eu.qlpipeline.signing.client.TestingKeys;
import eu.qlpipeline.signing.client.internal.attempt.CallTime;
import eu.qlpipeline.signing.client.internal.attempt.Causes;
import eu.qlpipeline.signing.client.internal.group.GroupChannel;
import eu.qlpipeline.signing.client.internal.tls.ClientTls;
import eu.qlpipeline.signing.client.internal.tls.PinMismatchException;
import eu.qlpipeline.signing.v1.BoundChallenge;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How often a stream begins again with agents that are real, but that nobody can ask. */
class ChallengeCallTest {

    private static final Duration AMPLE = Duration.ofSeconds(60);
    /** A challenge that nobody can be asked for moves on five times. */
    private static final int MOST_LEGS = 6;

    private static final SignChallengeRequest REQUEST = SignChallengeRequest.newBuilder()
            .setBound(BoundChallenge.newBuilder().setVerifierNonce(ByteString.copyFrom(new byte[32])))
            .build();

    private final Legs legs = new Legs();

    @Test
    void beginsOnceWhereNoAgentHasAPinnedKeyAndAgainForWhatComesLater() throws Exception {
        try (var one = TestingAgent.impostor();
                var other = TestingAgent.impostor()) {
            assertThat(failures(2, one.address().toString(), other.address().toString()))
                    .allMatch(failure ->
                            Causes.first(failure, PinMismatchException.class).isPresent());
        }
        assertThat(legs.begun).hasValue(2);
    }

    @Test
    void beginsAgainWhereAnotherMayComeBack() throws Exception {
        String gone;
        try (var agent = TestingAgent.impostor()) {
            gone = agent.address().toString();
        }
        try (var impostor = TestingAgent.impostor()) {
            assertThat(failures(1, impostor.address().toString(), gone)).hasSize(1);
        }
        assertThat(legs.begun).hasValue(MOST_LEGS);
    }

    /** The failures of challenges that are asked one after the other on one stream to those agents. */
    private List<StatusRuntimeException> failures(int challenges, String... agents) throws Exception {
        var tls = ClientTls.context(
                List.of(TestingCertificates.tls(TestingKeys.ec(), "CN=agent")),
                TestingAgent.PROVIDER,
                TestingAgent.PROVIDER_KEY.getPrivate());
        ManagedChannel channel =
                GroupChannel.builder(List.of(agents), tls).directExecutor().build();
        var loop = Executors.newSingleThreadScheduledExecutor();
        try (var stream = ChallengeCall.open(
                SigningAgentGrpc.newStub(channel).withInterceptors(legs),
                loop,
                CallTime.severalAgents(AMPLE),
                (answers, asked) -> {})) {
            List<StatusRuntimeException> failures = new ArrayList<>();
            for (int i = 0; i < challenges; i++) {
                var failed = new CompletableFuture<StatusRuntimeException>();
                stream.submit(REQUEST, new SilentOutcome() {
                    @Override
                    public void failed(StatusRuntimeException failure) {
                        failed.complete(failure);
                    }
                });
                failures.add(failed.get(AMPLE.toSeconds(), TimeUnit.SECONDS));
            }
            return failures;
        } finally {
            channel.shutdownNow();
            loop.shutdownNow();
        }
    }

    private static final class Legs implements ClientInterceptor {

        private final AtomicInteger begun = new AtomicInteger();

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            begun.incrementAndGet();
            return next.newCall(method, options);
        }
    }
}
