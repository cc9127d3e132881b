package eu.qlpipeline.signing.agent.rpc.connection;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells when the first part of a call's request has come, long before there is a request. A call without any is only a name; one
 * with a part of its request holds memory for it. Confined to the thread of its connection.
 */
public final class RequestBytes extends ServerStreamTracer {

    private static final Context.Key<RequestBytes> CURRENT = Context.key("request-bytes");

    private @Nullable Runnable first;

    private RequestBytes() {}

    /** Has every call of a server traced. */
    public static ServerStreamTracer.Factory factory() {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new RequestBytes();
            }
        };
    }

    /** That of the call in the current context; empty where its server does not trace. */
    static Optional<RequestBytes> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Has this run when the first part comes. */
    void onFirst(Runnable action) {
        first = action;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(CURRENT, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        Runnable action = first;
        first = null;
        if (action != null) {
            action.run();
        }
    }
}
