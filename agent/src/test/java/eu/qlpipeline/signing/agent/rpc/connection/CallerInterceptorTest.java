package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import eu.qlpipeline.signing.agent.policy.Caller;
import eu.qlpipeline.signing.agent.policy.SpkiFingerprint;
import eu.qlpipeline.signing.agent.rpc.TestingPeer;
import eu.qlpipeline.signing.agent.rpc.memory.OpenOfAll;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import io.grpc.Attributes;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallerInterceptorTest {

    private static final SharedLimits ONE_STREAM = new SharedLimits(99, 1, 99, 1, 99, 99, 99, 99);

    private static final CallerInterceptor.RefusedCalls NOBODY = new CallerInterceptor.RefusedCalls() {
        @Override
        public void unreadable(String method) {}

        @Override
        public void oneTooMany(Caller caller, String method) {}
    };

    private final OpenCalls calls = new OpenCalls(ONE_STREAM, new OpenOfAll(99, 99), new UnreadOfAll(1).ofCaller());

    static List<Throwable> failures() {
        return List.of(new IllegalStateException("handler"), new OutOfMemoryError("handler"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aCallThatFailsAsItBeginsGivesItsPlaceBack(Throwable failure) {
        var interceptor = new CallerInterceptor(reason -> TestingCall.REFUSAL.asException(), ONE_STREAM, NOBODY);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> interceptor.interceptCall(stream(), new Metadata(), (call, headers) -> {
                        Throwables.throwIfUnchecked(failure);
                        throw new AssertionError(failure);
                    }))
                    .isSameAs(failure);
        }
        assertThat(calls.enter(MethodType.BIDI_STREAMING)).isPresent();
    }

    /** A stream of a caller. */
    private ServerCall<SignChallengeRequest, SignChallengeResponse> stream() {
        var certificate = TestingPeer.make("caller").certificate();
        var peer = new Peer(List.of(certificate), () -> {});
        var caller = new Caller("caller", SpkiFingerprint.of(certificate), Set.of(), List.of(), true);
        peer.review(chain -> Optional.of(caller));
        return new SimpleForwardingServerCall<>(new TestingCall()) {
            @Override
            public Attributes getAttributes() {
                return Attributes.newBuilder()
                        .set(Peers.PEER, peer)
                        .set(Peers.CALLS, calls)
                        .build();
            }

            @Override
            public MethodDescriptor<SignChallengeRequest, SignChallengeResponse> getMethodDescriptor() {
                return super.getMethodDescriptor().toBuilder()
                        .setType(MethodType.BIDI_STREAMING)
                        .build();
            }
        };
    }
}
