package eu.qlpipeline.signing.agent.rpc;

import eu.qlpipeline.signing.agent.failure.AgentException;
import eu.qlpipeline.signing.agent.signing.SignatureListener;
import eu.qlpipeline.signing.agent.signing.answer.SignatureAnswer;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/** Passes the outcome of a request on as the one reply of a unary call. */
final class UnaryReply<A> implements SignatureListener {

    private final ServerCallStreamObserver<A> reply;
    private final Function<SignatureAnswer, A> encoding;

    UnaryReply(StreamObserver<A> reply, Function<SignatureAnswer, A> encoding) {
        this.reply = (ServerCallStreamObserver<A>) reply;
        this.encoding = encoding;
        // With a handler in place a caller that has gone is no exception on the signer's thread.
        this.reply.setOnCancelHandler(() -> {});
    }

    @Override
    public void answered(SignatureAnswer answer) {
        reply.onNext(encoding.apply(answer));
        reply.onCompleted();
    }

    @Override
    public void failed(AgentException reason) {
        reply.onError(Refusals.status(reason));
    }

    @Override
    public boolean isCancelled() {
        return reply.isCancelled();
    }
}
