package eu.qlpipeline.signing.agent.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import eu.qlpipeline.signing.v1.SignChallengeRequest;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevocableCallTest {

    private final TestingCall real = new TestingCall();
    private final RevocableCall<SignChallengeRequest, ?> call = real.revocable(new Peer(List.of(), () -> {}));
    private final List<String> heard = new ArrayList<>();
    private final ServerCall.Listener<SignChallengeRequest> listener = call.listening(
            new ServerCall.Listener<>() {
                @Override
                public void onMessage(SignChallengeRequest message) {
                    heard.add("message");
                }

                @Override
                public void onHalfClose() {
                    heard.add("end");
                }
            },
            reason -> heard.add("no request"));

    @Test
    void aHandlerHearsNothingOfWhatArrivesAfterARevocation() {
        listener.onMessage(SignChallengeRequest.getDefaultInstance());
        assertThat(heard).containsExactly("message");

        call.revoke();
        listener.onMessage(SignChallengeRequest.getDefaultInstance());
        listener.onHalfClose();
        assertThat(heard).containsExactly("message");
        assertThat(call.isCancelled()).isTrue();
    }

    @Test
    void isClosedOnce() {
        call.revoke();
        call.revoke();
        call.close(Status.OK, new Metadata());
        assertThat(real.closed()).containsExactly(TestingCall.REFUSAL);
    }
}
