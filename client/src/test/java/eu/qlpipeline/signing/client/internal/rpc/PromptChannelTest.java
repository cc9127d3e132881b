package eu.qlpipeline.signing.client.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a channel is told to connect at once. */
class PromptChannelTest {

    private final Told told = new Told();
    private long now = Long.MAX_VALUE;
    private final PromptChannel channel = new PromptChannel(told, false, () -> now);
    private final PromptChannel group = new PromptChannel(told, true, () -> now);

    @Test
    void triesToConnectForWhoAsksOnceASecond() {
        told.state = ConnectivityState.TRANSIENT_FAILURE;
        call(channel);
        call(channel);
        assertThat(told.attempts).isEqualTo(1);

        now += Duration.ofSeconds(1).toNanos() - 1;
        call(channel);
        assertThat(told.attempts).isEqualTo(1);

        now++;
        call(channel);
        assertThat(told.attempts).isEqualTo(2);
    }

    @Test
    void leavesAloneWhatIsConnectedOrAboutToBe() {
        for (ConnectivityState state : ConnectivityState.values()) {
            told.state = state;
            if (state != ConnectivityState.TRANSIENT_FAILURE) {
                call(channel);
            }
        }
        assertThat(told.attempts).isZero();
    }

    @Test
    void triesThoseOfAGroupThatMayBeAwayWhateverTheStateOfTheWhole() {
        for (ConnectivityState state : ConnectivityState.values()) {
            told.state = state;
            call(group);
            call(group);
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(told.attempts).isEqualTo(ConnectivityState.values().length);
    }

    private static void call(PromptChannel channel) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> channel.newCall(SigningAgentGrpc.getSignChallengeMethod(), CallOptions.DEFAULT));
    }

    /** A channel without a connection, in the state that it is told. */
    private static final class Told extends ManagedChannel {

        private ConnectivityState state = ConnectivityState.IDLE;
        private int attempts;

        @Override
        public ConnectivityState getState(boolean requestConnection) {
            return state;
        }

        @Override
        public void resetConnectBackoff() {
            attempts++;
        }

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String authority() {
            return "told";
        }

        @Override
        public ManagedChannel shutdown() {
            return this;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public ManagedChannel shutdownNow() {
            return this;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
