package eu.qlpipeline.signing.agent.rpc.connection;

import eu.qlpipeline.signing.agent.rpc.memory.OpenOfAll;
import eu.qlpipeline.signing.agent.rpc.memory.UnreadOfAll;
import eu.qlpipeline.signing.v1.SignChallengeRequest;
import eu.qlpipeline.signing.v1.SignChallengeResponse;
import eu.qlpipeline.signing.v1.SigningAgentGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** A call without a connection; keeps how it was closed. */
final class TestingCall extends ServerCall<SignChallengeRequest, SignChallengeResponse> {

    /** Why one is revoked. */
    static final Status REFUSAL = Status.UNAUTHENTICATED.withDescription("revoked");

    private final List<Status> closed = new ArrayList<>();

    /** The call as one of that peer's, which may be revoked. */
    RevocableCall<SignChallengeRequest, SignChallengeResponse> revocable(Peer peer) {
        var calls = new OpenCalls(SharedLimits.STANDARD, new OpenOfAll(9, 9), new UnreadOfAll(1).ofCaller());
        var place = calls.enter(getMethodDescriptor().getType()).orElseThrow();
        return new RevocableCall<>(this, peer, place, REFUSAL::asException);
    }

    /** How it was closed, once where all is well. */
    List<Status> closed() {
        return closed;
    }

    @Override
    public void request(int count) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(SignChallengeResponse message) {}

    @Override
    public void close(Status status, Metadata trailers) {
        closed.add(status);
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public MethodDescriptor<SignChallengeRequest, SignChallengeResponse> getMethodDescriptor() {
        return SigningAgentGrpc.getSignChallengeMethod();
    }
}
