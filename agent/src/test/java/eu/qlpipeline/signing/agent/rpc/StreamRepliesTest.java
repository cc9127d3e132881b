package eu.qlpipeline.signing.agent.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.failure.ReasonCode;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import eu.qlpipeline.signing.v1.SignChallengesResponse;
import io.grpc.stub.ServerCallStreamObserver;
import org.junit.jupiter.api.Test;

class StreamRepliesTest {

    private final StreamReplies replies =
            new StreamReplies(new OpenStream(), new UnreadOfAll(1 << 20).ofCaller(), new OpenStreams());

    @Test
    void nobodyWaitsForAnswersOnAStreamThatTheAgentHasEnded() {
        replies.expect(1);
        assertThat(replies.isCancelled()).isFalse();

        replies.fail(new AgentException(ReasonCode.CHALLENGE_MISSING, "challenges: 0 in one message"));

        assertThat(replies.isCancelled()).isTrue();
    }

    @Test
    void noneIsLeftWhereTheCallerHasEndedItAndHeardAll() {
        replies.completeWhenAnswered();

        assertThat(replies.isCancelled()).isTrue();
    }

    /** A stream whose caller is there; gRPC's own tells of no end that the agent has made. */
    private static final class OpenStream extends ServerCallStreamObserver<SignChallengesResponse> {

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setOnCloseHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void disableAutoRequest() {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void onNext(SignChallengesResponse response) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
