package eu.qlpipeline.signing.client.internal.stream;

import eu.qlpipeline.signing.client.internal.attempt.Causes;
import eu.qlpipeline.signing.client.internal.tls.PinMismatchException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * How the attempts ended that gRPC made of one call. While no agent can be asked, each attempt ends with why another of them
 * cannot; the call itself tells of the last alone.
 */
final class LegAttempts extends ClientStreamTracer.Factory implements ClientInterceptor {

    private volatile boolean notPinned;
    private volatile boolean otherwise;

    /** Whether all that were made ended since the agent's TLS key is not pinned. */
    boolean foundNoPinnedKey() {
        return notPinned && !otherwise;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withStreamTracerFactory(this));
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamClosed(Status status) {
                if (Causes.first(status.getCause(), PinMismatchException.class).isPresent()) {
                    notPinned = true;
                } else {
                    otherwise = true;
                }
            }
        };
    }
}
