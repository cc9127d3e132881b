package eu.qlpipeline.signing.agent.rpc.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import eu.qlpipeline.signing.agent.rpc.decoding.NoRequest;
import eu.qlpipeline.signing.agent.rpc.decoding.ReadableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A call that can be ended from outside at any moment. What its handler says afterwards is lost, and its handler is told that
 * nobody waits any more.
 *
 * <p>Safe for use by several threads.
 */
final class RevocableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final Peer peer;
    private final OpenCalls.Place place;
    private final Supplier<StatusException> refusal;
    private volatile boolean revoked;

    @GuardedBy("this")
    private boolean closed;

    /**
     * @param place what it takes, given back at its end
     * @param refusal why it is revoked, if it is
     */
    RevocableCall(ServerCall<Q, A> call, Peer peer, OpenCalls.Place place, Supplier<StatusException> refusal) {
        super(call);
        this.peer = peer;
        this.place = place;
        this.refusal = refusal;
    }

    /** Ends the call with the refusal, unless it has ended. */
    void revoke() {
        revoke(refusal.get());
    }

    /** Ends the call with that reason, unless it has ended. */
    void revoke(StatusException why) {
        revoked = true;
        end(why.getStatus(), trailers(why));
    }

    /** Ends a call that never began. */
    static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, StatusException refusal) {
        call.close(refusal.getStatus(), trailers(refusal));
        return new ServerCall.Listener<>() {};
    }

    /** A copy, because gRPC adds to what it is given. */
    private static Metadata trailers(StatusException refusal) {
        Metadata copy = new Metadata();
        Metadata trailers = refusal.getTrailers();
        if (trailers != null) {
            copy.merge(trailers);
        }
        return copy;
    }

    private synchronized void end(Status status, Metadata trailers) {
        if (!closed) {
            closed = true;
            super.close(status, trailers);
        }
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!closed) {
            super.sendHeaders(headers);
        }
    }

    @Override
    public synchronized void sendMessage(A message) {
        if (!closed) {
            super.sendMessage(message);
        }
    }

    @Override
    public void close(Status status, Metadata trailers) {
        end(status, trailers);
    }

    @Override
    public boolean isCancelled() {
        return revoked || super.isCancelled();
    }

    /**
     * The listener, without what arrives after a revocation, and with the end told to the peer and the place given back.
     *
     * @param onNoRequest revokes the call because of bytes that are no request
     */
    ServerCall.Listener<Q> listening(ServerCall.Listener<Q> listener, Consumer<NoRequest> onNoRequest) {
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
                if (revoked) {
                    return;
                }
                Optional<NoRequest> flaw = ReadableService.flaw(getMethodDescriptor(), message);
                if (flaw.isPresent()) {
                    onNoRequest.accept(flaw.get());
                } else {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                place.arrived();
                if (!revoked) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onComplete() {
                ended();
                super.onComplete();
            }

            @Override
            public void onCancel() {
                ended();
                super.onCancel();
            }
        };
    }

    private void ended() {
        place.leave();
        peer.ended(this);
    }
}
