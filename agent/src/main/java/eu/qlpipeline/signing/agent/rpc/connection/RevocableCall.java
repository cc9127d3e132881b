package eu.qlpipeline.signing.agent.rpc.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;

/**
 * A call that can be ended from outside at any moment. What its handler says afterwards is lost, and its handler is told that
 * nobody waits any more.
 *
 * <p>Safe for use by several threads.
 */
final class RevocableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final Peer peer;
    private final StatusException refusal;
    private volatile boolean revoked;

    @GuardedBy("this")
    private boolean closed;

    RevocableCall(ServerCall<Q, A> call, Peer peer, StatusException refusal) {
        super(call);
        this.peer = peer;
        this.refusal = refusal;
    }

    /** Ends the call with the refusal, unless it has ended. */
    void revoke() {
        revoked = true;
        end(refusal.getStatus(), trailers(refusal));
    }

    /** Ends a call that never began. */
    static void refuse(ServerCall<?, ?> call, StatusException refusal) {
        call.close(refusal.getStatus(), trailers(refusal));
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

    /** The listener, without what arrives after a revocation, and with the end told to the peer. */
    ServerCall.Listener<Q> listening(ServerCall.Listener<Q> listener) {
        return new SimpleForwardingServerCallListener<>(listener) {
            @Override
            public void onMessage(Q message) {
                if (!revoked) {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!revoked) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onComplete() {
                peer.ended(RevocableCall.this);
                super.onComplete();
            }

            @Override
            public void onCancel() {
                peer.ended(RevocableCall.this);
                super.onCancel();
            }
        };
    }
}
